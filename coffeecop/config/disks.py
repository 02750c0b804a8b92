"""Which file system a folder lies on."""

import os
from pathlib import Path

# SQLite needs locks and shared memory, which these do not keep among machines; some, such as Azure
# Files (cifs), damage a database (https://www.sqlite.org/howtocorrupt.html, section 2).
NETWORK_FILE_SYSTEMS = frozenset(
    {"9p", "afs", "ceph", "cifs", "drvfs", "gfs2", "glusterfs", "lustre", "ncpfs", "nfs", "nfs4"}
    | {"ocfs2", "smb3", "smbfs", "vboxsf"}
    | {"fuse.blobfuse", "fuse.blobfuse2", "fuse.glusterfs", "fuse.rclone", "fuse.s3fs"}
    | {"fuse.sshfs"}
)
MOUNTS = Path("/proc/self/mountinfo")


def network_file_system(folder: Path) -> str | None:
    """Return the name of the network file system that a folder lies on; None if it is local."""
    kind = _file_system(folder)
    return kind if kind in NETWORK_FILE_SYSTEMS else None


def _file_system(folder: Path) -> str | None:
    """Return None where it cannot be seen, as on another system than Linux."""
    device = folder.stat().st_dev
    number = f"{os.major(device)}:{os.minor(device)}"
    try:
        lines = MOUNTS.read_text().splitlines()
    except OSError:
        return None
    for line in lines:
        # proc_pid_mountinfo(5): the third field is the device, the first after " - " the type.
        mount, _, source = line.partition(" - ")
        if mount.split()[2] == number:
            return source.split()[0]
    return None
