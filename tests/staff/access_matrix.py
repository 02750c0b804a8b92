"""Which role may do what: each route of the staff's side by each role.

A route without a line fails in tests/staff/test_access.py, until somebody has decided.
Who has several roles may do what any of them may. A promise is changed by its owner, its deputy,
organizers and administrators alone, and only the last two show it to the public:
tests/staff/promises/test_changing.py.
"""

from coffeecop.models import Role

MATRIX = """
                                                          officer organizer complaints records admin
GET  /staff                                                  x        x         x         x      x
GET  /staff/account                                          x        x         x         x      x
POST /staff/account                                          x        x         x         x      x
POST /staff/account/notifications                            x        x         x         x      x
POST /staff/account/password                                 x        x         x         x      x
POST /staff/account/phone                                    x        x         x         x      x
POST /staff/account/phone/off                                x        x         x         x      x
POST /staff/account/phone/test                               x        x         x         x      x
GET  /staff/account/recovery-codes                           x        x         x         x      x
POST /staff/account/recovery-codes                           x        x         x         x      x
GET  /staff/account/second-factor                            x        x         x         x      x
POST /staff/account/second-factor                            x        x         x         x      x
GET  /staff/account/second-factor/new                        x        x         x         x      x
POST /staff/account/second-factor/remove                     x        x         x         x      x
POST /staff/account/sessions/<int:session_id>/sign-out       x        x         x         x      x
POST /staff/account/sign-outs                                x        x         x         x      x
GET  /staff/answers                                          x        x         x         x      x
POST /staff/answers                                          x        x         x         x      x
GET  /staff/answers/<int:answer_id>                          x        x         x         x      x
POST /staff/answers/<int:answer_id>                          x        x         x         x      x
POST /staff/answers/<int:answer_id>/withdrawal               .        x         .         .      x
GET  /staff/answers/new                                      x        x         x         x      x
GET  /staff/audit                                            .        .         .         x      x
POST /staff/audit/export                                     .        .         .         x      x
GET  /staff/concerns                                         x        x         x         x      x
GET  /staff/concerns/<int:concern_id>                        x        x         x         x      x
POST /staff/concerns/<int:concern_id>/assign                 x        x         x         x      x
GET  /staff/concerns/<int:concern_id>/complaint              x        x         x         x      x
POST /staff/concerns/<int:concern_id>/complaint              x        x         x         x      x
POST /staff/concerns/<int:concern_id>/complaint/finding      .        .         x         .      .
POST /staff/concerns/<int:concern_id>/complaint/return       .        .         x         .      .
GET  /staff/concerns/<int:concern_id>/contact                x        x         x         x      x
POST /staff/concerns/<int:concern_id>/contact-openings       x        x         x         x      x
POST /staff/concerns/<int:concern_id>/decline                x        x         x         x      x
POST /staff/concerns/<int:concern_id>/flags                  x        x         x         x      x
POST /staff/concerns/<int:concern_id>/flags/taken            x        x         x         x      x
GET  /staff/concerns/<int:concern_id>/hide                   x        x         x         x      x
POST /staff/concerns/<int:concern_id>/hide                   x        x         x         x      x
POST /staff/concerns/<int:concern_id>/messages               x        x         x         x      x
POST /staff/concerns/<int:concern_id>/notes                  x        x         x         x      x
GET  /staff/concerns/<int:concern_id>/same                   x        x         x         x      x
POST /staff/concerns/<int:concern_id>/snooze                 x        x         x         x      x
POST /staff/concerns/<int:concern_id>/unsnooze               x        x         x         x      x
POST /staff/concerns/<int:concern_id>/referrals              x        x         x         x      x
POST /staff/concerns/<int:concern_id>/referrals/<int:referral_id>/delivery x x x x x
POST /staff/concerns/<int:concern_id>/referrals/<int:referral_id>/withdrawal x x x x x
GET  /staff/concerns/<int:concern_id>/referrals/new          x        x         x         x      x
POST /staff/concerns/<int:concern_id>/release                x        x         x         x      x
POST /staff/concerns/<int:concern_id>/separate               x        x         x         x      x
POST /staff/concerns/<int:concern_id>/state                  x        x         x         x      x
POST /staff/concerns/<int:concern_id>/topics                 x        x         x         x      x
POST /staff/concerns/changes/<int:change_id>/undo            x        x         x         x      x
GET  /staff/concerns/bulk                                    x        x         x         x      x
GET  /staff/concerns/bulk/answer                             x        x         x         x      x
POST /staff/concerns/bulk/answer                             x        x         x         x      x
POST /staff/concerns/bulk/answer/edit                        x        x         x         x      x
POST /staff/concerns/bulk/answer/preview                     x        x         x         x      x
GET  /staff/concerns/bulk/merge                              x        x         x         x      x
POST /staff/concerns/bulk/merge                              x        x         x         x      x
POST /staff/concerns/bulk/<step>                             x        x         x         x      x
GET  /staff/concerns/confirm                                 x        x         x         x      x
POST /staff/concerns/confirm/<int:topic_id>                  x        x         x         x      x
GET  /staff/concerns/filters                                 x        x         x         x      x
POST /staff/concerns/filters                                 x        x         x         x      x
POST /staff/concerns/filters/<int:filter_id>                 x        x         x         x      x
POST /staff/concerns/filters/<int:filter_id>/remove          x        x         x         x      x
GET  /staff/concerns/flags                                   x        x         x         x      x
GET  /staff/concerns/picks                                   x        x         x         x      x
GET  /staff/concerns/receipt                                 x        x         x         x      x
POST /staff/concerns/receipt                                 x        x         x         x      x
GET  /staff/concerns/referrals                               x        x         x         x      x
POST /staff/concerns/referrals/<int:referral_id>/recall      x        x         x         x      x
GET  /staff/concerns/review                                  x        x         x         x      x
GET  /staff/confirmation                                     x        x         x         x      x
POST /staff/confirmation                                     x        x         x         x      x
GET  /staff/events                                           x        x         x         x      x
POST /staff/events                                           .        x         .         .      .
GET  /staff/events/<int:event_id>                            x        x         x         x      x
GET  /staff/events/<int:event_id>/arrivals                   x        x         x         x      x
POST /staff/events/<int:event_id>/arrivals                   x        x         x         x      x
POST /staff/events/<int:event_id>/arrivals/undo              x        x         x         x      x
POST /staff/events/<int:event_id>/cancellation               .        x         .         .      .
GET  /staff/events/<int:event_id>/capture                    x        x         x         x      x
POST /staff/events/<int:event_id>/capture                    x        x         x         x      x
GET  /staff/events/<int:event_id>/capture/<int:concern_id>/receipt x  x         x         x      x
POST /staff/events/<int:event_id>/capture/<int:concern_id>/receipt x  x         x         x      x
POST /staff/events/<int:event_id>/capture/<int:concern_id>/undo    x  x         x         x      x
POST /staff/events/<int:event_id>/capture/guesses            x        x         x         x      x
GET  /staff/events/<int:event_id>/capture/noted              x        x         x         x      x
GET  /staff/events/<int:event_id>/briefing                   x        x         x         x      x
POST /staff/events/<int:event_id>/checklist/<int:item_id>    x        x         x         x      x
GET  /staff/events/<int:event_id>/edit/<part>                .        x         .         .      .
POST /staff/events/<int:event_id>/edit/<part>                .        x         .         .      .
POST /staff/events/<int:event_id>/export                     x        x         x         x      x
POST /staff/events/<int:event_id>/heads                      x        x         x         x      x
GET  /staff/events/<int:event_id>/line                       x        x         x         x      x
POST /staff/events/<int:event_id>/line                       x        x         x         x      x
POST /staff/events/<int:event_id>/line/not-now               x        x         x         x      x
POST /staff/events/<int:event_id>/line/removal               x        x         x         x      x
GET  /staff/events/<int:event_id>/paper-cards                x        x         x         x      x
POST /staff/events/<int:event_id>/paper-cards                x        x         x         x      x
POST /staff/events/<int:event_id>/paper-cards/<int:concern_id>/topics  x  x  x  x  x
POST /staff/events/<int:event_id>/paper-cards/<int:concern_id>/undo  x  x  x  x  x
GET  /staff/events/<int:event_id>/share-kit                  x        x         x         x      x
GET  /staff/events/<int:event_id>/poster                     x        x         x         x      x
POST /staff/events/<int:event_id>/poster                     x        x         x         x      x
GET  /staff/events/<int:event_id>/print-kit                  x        x         x         x      x
POST /staff/events/<int:event_id>/print-kit                  x        x         x         x      x
GET  /staff/events/<int:event_id>/print-kit.pdf              x        x         x         x      x
GET  /staff/events/<int:event_id>/print-kit/sheets           x        x         x         x      x
GET  /staff/events/<int:event_id>/preview                    x        x         x         x      x
POST /staff/events/<int:event_id>/publication                .        x         .         .      .
POST /staff/events/<int:event_id>/remove                     .        x         .         .      .
GET  /staff/events/<int:event_id>/we-did                     .        x         .         .      .
GET  /staff/events/<int:event_id>/report                     x        x         x         x      x
POST /staff/events/<int:event_id>/report.csv                 x        x         x         x      x
GET  /staff/events/<int:event_id>/report.pdf                 x        x         x         x      x
POST /staff/events/<int:event_id>/report.xlsx                x        x         x         x      x
GET  /staff/events/<int:event_id>/series                     x        x         x         x      x
POST /staff/events/<int:event_id>/series                     .        x         .         .      .
GET  /staff/events/<int:event_id>/series/new                 .        x         .         .      .
POST /staff/events/<int:event_id>/series/preview             .        x         .         .      .
POST /staff/events/<int:event_id>/series/publication         .        x         .         .      .
POST /staff/events/<int:event_id>/we-did                     .        x         .         .      .
GET  /staff/events/<int:event_id>/we-did/publication         .        x         .         .      .
POST /staff/events/<int:event_id>/we-did/publication         .        x         .         .      .
POST /staff/events/<int:event_id>/we-did/withdrawal          .        x         .         .      .
GET  /staff/events/season                                    x        x         x         x      x
POST /staff/events/season.csv                                x        x         x         x      x
GET  /staff/events/season.pdf                                x        x         x         x      x
POST /staff/events/season.xlsx                               x        x         x         x      x
GET  /staff/events/new                                       .        x         .         .      .
POST /staff/events/new                                       .        x         .         .      .
GET  /staff/papers                                           .        .         .         x      x
GET  /staff/papers/<name>                                    .        .         .         x      x
GET  /staff/papers/<name>.pdf                                .        .         .         x      x
GET  /staff/more                                             x        x         x         x      x
GET  /staff/people                                           .        .         .         .      x
POST /staff/people                                           .        .         .         .      x
GET  /staff/people/<int:staff_id>                            .        .         .         .      x
POST /staff/people/<int:staff_id>                            .        .         .         .      x
POST /staff/people/<int:staff_id>/disable                    .        .         .         .      x
POST /staff/people/<int:staff_id>/enable                     .        .         .         .      x
POST /staff/people/<int:staff_id>/links                      .        .         .         .      x
POST /staff/people/<int:staff_id>/unlink-provider            .        .         .         .      x
POST /staff/people/<int:staff_id>/second-factor/remove       .        .         .         .      x
POST /staff/people/<int:staff_id>/sign-outs                  .        .         .         .      x
POST /staff/people/complaints-role                           .        .         .         .      x
GET  /staff/promises                                         x        x         x         x      x
POST /staff/promises                                         x        x         x         x      x
GET  /staff/promises/<int:promise_id>                        x        x         x         x      x
POST /staff/promises/<int:promise_id>                        x        x         x         x      x
POST /staff/promises/<int:promise_id>/drop                   x        x         x         x      x
GET  /staff/promises/<int:promise_id>/edit                   x        x         x         x      x
GET  /staff/promises/<int:promise_id>/keep                   x        x         x         x      x
POST /staff/promises/<int:promise_id>/keep                   x        x         x         x      x
GET  /staff/promises/<int:promise_id>/photo                  x        x         x         x      x
POST /staff/promises/<int:promise_id>/reopen                 x        x         x         x      x
POST /staff/promises/<int:promise_id>/updates                x        x         x         x      x
GET  /staff/promises/new                                     x        x         x         x      x
GET  /staff/records                                          .        .         .         x      .
GET  /staff/records/destructions/<int:destruction_id>        .        .         .         x      .
GET  /staff/records/destructions/<int:destruction_id>.pdf    .        .         .         x      .
POST /staff/records/destructions/<int:destruction_id>/approval .      .         .         x      .
POST /staff/records/destructions/<int:destruction_id>/stop   .        .         .         x      .
GET  /staff/records/due/<series>                             .        .         .         x      .
POST /staff/records/due/<series>                             .        .         .         x      .
POST /staff/records/holds                                    .        .         .         x      .
GET  /staff/records/holds/<int:hold_id>                      .        .         .         x      .
POST /staff/records/holds/<int:hold_id>/lift                 .        .         .         x      .
POST /staff/records/holds/<int:hold_id>/records              .        .         .         x      .
GET  /staff/records/holds/new                                .        .         .         x      .
GET  /staff/records/requests                                  .        .         .         x      .
POST /staff/records/requests                                  .        .         .         x      .
GET  /staff/records/requests/<int:request_id>                 .        .         .         x      .
POST /staff/records/requests/<int:request_id>/close           .        .         .         x      .
POST /staff/records/requests/<int:request_id>/decisions       .        .         .         x      .
POST /staff/records/requests/<int:request_id>/packs           .        .         .         x      .
GET  /staff/records/requests/<int:request_id>/packs/<int:number>.zip .     .        .        x    .
POST /staff/records/requests/<int:request_id>/search          .        .         .         x      .
POST /staff/records/requests/<int:request_id>/words           .        .         .         x      .
POST /staff/records/requests/deadline                         .        .         .         x      .
POST /staff/records/schedule                                 .        .         .         x      .
GET  /staff/records/schedule/<series>                        .        .         .         x      .
POST /staff/records/schedule/<series>                        .        .         .         x      .
GET  /staff/settings                                         .        .         .         .      x
POST /staff/settings                                         .        .         .         .      x
GET  /staff/settings/duty                                    .        .         .         .      x
POST /staff/settings/duty                                    .        .         .         .      x
POST /staff/settings/duty/test                               .        .         .         .      x
GET  /staff/settings/installation                            .        .         .         .      x
POST /staff/settings/installation                            .        .         .         .      x
POST /staff/settings/installation/key                        .        .         .         .      x
GET  /staff/settings/lists                                   .        x         .         .      x
GET  /staff/settings/lists/<list_name>/<row_key>             .        x         .         .      x
POST /staff/settings/lists/<list_name>/<row_key>             .        x         .         .      x
POST /staff/settings/lists/<list_name>/<row_key>/remove      .        x         .         .      x
POST /staff/settings/lists/<list_name>/order                 .        x         .         .      x
GET  /staff/sign-in/provider/confirmation                    x        x         x         x      x
GET  /staff/sign-in/provider/confirmed                       x        x         x         x      x
GET  /staff/topics                                           x        x         x         x      x
POST /staff/topics                                           .        .         .         .      x
GET  /staff/topics/<int:topic_id>                            x        x         x         x      x
POST /staff/topics/<int:topic_id>                            .        .         .         .      x
GET  /staff/topics/<int:topic_id>/edit                       .        .         .         .      x
POST /staff/topics/<int:topic_id>/<any(merge,split,retire,restore):what>  .  .  .  .  x
POST /staff/topics/<int:topic_id>/note                       x        x         x         x      x
POST /staff/topics/<int:topic_id>/sort/<int:concern_id>      .        .         .         .      x
GET  /staff/topics/changes/<int:topic_change_id>             .        .         .         .      x
POST /staff/topics/changes/<int:topic_change_id>/undo        .        .         .         .      x
GET  /staff/topics/new                                       x        x         x         x      x
POST /staff/topics/order                                     .        .         .         .      x
POST /staff/topics/themes                                    x        x         x         x      x
POST /staff/topics/themes/<int:theme_id>/name                x        x         x         x      x
POST /staff/topics/themes/<int:theme_id>/status              x        x         x         x      x
POST /staff/topics/themes/<int:theme_id>/topic               .        .         .         .      x
GET  /staff/trends                                           x        x         x         x      x
"""


def read_matrix(text=MATRIX):
    """Return the roles that may use each route, such as {"GET /staff": {Role.OFFICER, ...}}."""
    head, *lines = (line.split() for line in text.strip().splitlines())
    return {
        f"{method} {rule}": {
            Role(role) for role, mark in zip(head, marks, strict=True) if mark == "x"
        }
        for method, rule, *marks in lines
    }
