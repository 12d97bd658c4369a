"""Use cases: take a call, debrief, reports, review, accounts."""
