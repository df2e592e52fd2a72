-- Found by their plans on a large database (`make growth`).

-- What a session was charged for, in the order of ids: without it the list of all usage was read for its order.
create index usage_of_session on usage (organisation_id, session_id, id);

-- The ledger since a moment, for charts and the pace of spending.
create index ledger_since on ledger (organisation_id, id);

-- How many deliveries of an endpoint arrived, wait or failed is counted in the index alone.
create index webhook_deliveries_status on webhook_deliveries (endpoint_id, status);
