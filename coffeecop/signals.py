"""What happens in the core, for parts that want to hear of it.

Receivers run in the transaction of the sender.
"""

from blinker import Namespace

_signals = Namespace()

# Concerns came in or were changed. Sent with their ids, after all that the change locks but the
# head of the audit log.
concern_changed = _signals.signal("concern_changed")
# A concern is destroyed. Sent with it, locked, while all of it is still there.
concern_destroyed = _signals.signal("concern_destroyed")
