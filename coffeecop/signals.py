"""What happens in the core, for parts that want to hear of it.

Receivers run in the transaction of the sender.
"""

from blinker import Namespace

_signals = Namespace()

# A concern leaves the stream: withdrawn, hidden, a complaint or destroyed. Sent with the concern,
# which is locked and still has all that it hangs on.
left_stream = _signals.signal("left_stream")
# A mail has left. Sent with it before its row is locked and marked, so that receivers lock first.
mail_left = _signals.signal("mail_left")
