-- Which of `low_told_at` and `exhausted_at` was mailed, by its time. What was told before there were mails is no news.
alter table wallets add column low_mailed_at bigint;
alter table wallets add column gone_mailed_at bigint;
update wallets set low_mailed_at = low_told_at, gone_mailed_at = exhausted_at;
