from tests.journeys.conftest import (  # noqa: F401  (fixtures)
    base_url,
    browser_type_launch_args,
    contexts,
    live_server,
    open_page,
    phone,
    prefix,
    running_server,
    sign_in_on,
)
