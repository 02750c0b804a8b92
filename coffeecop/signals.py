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
# A concern leaves the stream: withdrawn, hidden, a complaint or destroyed. Sent with the concern,
# which is locked and still has all that it hangs on.
left_stream = _signals.signal("left_stream")
# A mail has left. Sent with it before its row is locked and marked, so that receivers lock first.
mail_left = _signals.signal("mail_left")
