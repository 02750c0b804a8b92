"""How often a view may be called."""

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec

from flask import Response, abort, after_this_request, request
from flask.typing import ResponseReturnValue
from limits import RateLimitItem, parse_many
from limits.storage import Storage
from limits.strategies import FixedWindowRateLimiter

from coffeecop.web.counters import Counters

View = ParamSpec("View")


class Limiter:
    def __init__(self, key_func: Callable[[], str]) -> None:
        self.enabled = True
        self._key_func = key_func
        self.use(Counters())

    def use(self, storage: Storage) -> None:
        self.storage = storage
        self._windows = FixedWindowRateLimiter(storage)

    def hit(self, limit: RateLimitItem, *names: str) -> bool:
        """Count once more, and tell whether that is still within the limit."""
        return self._windows.hit(limit, *names)

    def limit(
        self,
        limits: str,
        *,
        key_func: Callable[[], str] | None = None,
        scope: str | None = None,
        deduct_when: Callable[[Response], bool] | None = None,
        on_breach: Callable[[], ResponseReturnValue] | None = None,
    ) -> Callable[[Callable[View, ResponseReturnValue]], Callable[View, ResponseReturnValue]]:
        """Let a view be called as often as `limits` say ("60 per minute; 600 per hour").

        By each sender, or for each of `key_func`'s keys; views with one `scope` count together.
        With `deduct_when`, only the answers count for which it is true. Past the limit the answer
        is `on_breach`'s, or 429.
        """
        # Once, and not at each call.
        parsed = parse_many(limits)

        def decorate(
            view: Callable[View, ResponseReturnValue],
        ) -> Callable[View, ResponseReturnValue]:
            @wraps(view)
            def limited(*args: View.args, **kwargs: View.kwargs) -> ResponseReturnValue:
                if not self.enabled:
                    return view(*args, **kwargs)
                names = (key_func or self._key_func)(), scope or str(request.endpoint)
                ask = self._windows.test if deduct_when else self._windows.hit
                if not all(ask(limit, *names) for limit in parsed):
                    return on_breach() if on_breach else abort(429)
                if deduct_when:
                    self._count_after(deduct_when, parsed, names)
                return view(*args, **kwargs)

            return limited

        return decorate

    def _count_after(
        self,
        is_counted: Callable[[Response], bool],
        limits: list[RateLimitItem],
        names: tuple[str, str],
    ) -> None:
        @after_this_request
        def count(response: Response) -> Response:
            if is_counted(response):
                for limit in limits:
                    self._windows.hit(limit, *names)
            return response
