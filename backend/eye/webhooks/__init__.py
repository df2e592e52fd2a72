"""Tells the organisation's own servers what happened: endpoints, signing, delivery of the outbox."""
