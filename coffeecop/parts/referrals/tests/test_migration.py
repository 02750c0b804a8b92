"""Mail to a partner becomes mail about its concern, and requests keep what they found."""

import pytest

from tests.old_rows import add, add_department, app_at, move_to, rows_of

# A migration that was released does not change.
pytestmark = [pytest.mark.both_databases, pytest.mark.slow]


def test_mail_stays_with_the_referral_and_what_was_found_stays_found(environ, new_database):
    with app_at("1.1", environ, new_database):
        add_department()
        asked = {"kind": "concern", "phase": "before", "language": "en", "source": "resident"}
        concerns = [add("concerns", state="passed_on", **asked) for _ in range(2)]
        referrals = [add("referrals", concern_id=each) for each in (*concerns, concerns[0])]
        mail = {"recipient": "city@example.org", "occasion": ""}
        for referral_id in referrals:
            for kind in ("referral", "referral_withdrawn"):
                add("outbox", referral_id=referral_id, kind=kind, **mail)
        add("outbox", concern_id=concerns[0], kind="answer", **mail)
        change = add("concern_changes", kind="referred")
        add("concern_change_items", change_id=change, concern_id=concerns[0])
        add("holds")
        add("records_requests", hold_id=1)
        found = {"request_id": 1, "kind": "referral", "number": referrals[0]}
        add("request_items", concern_id=concerns[0], **found)
        add("redactions", **found)
        move_to("head")

        kept = {(row.concern_id, row.kind, row.occasion) for row in rows_of("outbox")}
        expected = {
            (concern_id, kind, str(referral_id))
            for referral_id, concern_id in zip(referrals, (*concerns, concerns[0]), strict=True)
            for kind in ("referral", "referral_withdrawn")
        }
        assert kept == {*expected, (concerns[0], "answer", "")}
        assert [row.kind for row in (*rows_of("request_items"), *rows_of("redactions"))] == [
            *("referral", "referral")
        ]
        (row,) = rows_of("concern_changes")
        assert (row.kind, row.undone_by_id) == ("status", row.staff_id)
        assert row.undone_at
