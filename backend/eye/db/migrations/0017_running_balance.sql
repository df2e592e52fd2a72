-- Lines of the same millisecond were not in the order of their balances before they had numbers.
update ledger set balance = n.balance
  from (select id, sum(credits) over (partition by organisation_id order by number) as balance from ledger) n
  where n.id = ledger.id and n.balance <> ledger.balance;
