"""The pages of the core, by feature. Those of parts come after them: see coffeecop/parts."""

from coffeecop.public.concerns.views import bp as concerns
from coffeecop.public.events.views import bp as events
from coffeecop.public.events.views import front
from coffeecop.public.mail import mail_addresses, unsubscribe
from coffeecop.public.matters.views import bp as matters
from coffeecop.public.pages import bp as pages
from coffeecop.public.pages import operators
from coffeecop.public.rsvps.views import bp as rsvps
from coffeecop.staff.accounts.views import bp as accounts
from coffeecop.staff.audit.views import bp as audit
from coffeecop.staff.concerns.views import bp as staff_concerns
from coffeecop.staff.events.views import bp as staff_events
from coffeecop.staff.matters.views import bp as staff_matters
from coffeecop.staff.more import bp as more
from coffeecop.staff.settings.lists.views import bp as settings_lists
from coffeecop.staff.settings.views import bp as settings
from coffeecop.staff.today.views import bp as today
from coffeecop.staff.topics.views import bp as topics
from coffeecop.staff.trends.views import bp as trends

BLUEPRINTS = (
    front,
    events,
    rsvps,
    unsubscribe,
    mail_addresses,
    concerns,
    matters,
    pages,
    operators,
    accounts,
    settings,
    settings_lists,
    audit,
    today,
    trends,
    more,
    staff_concerns,
    staff_events,
    staff_matters,
    topics,
)
