-- Changed settings of scores reach the customers of a large store piece by piece.

alter table rfm_settings
    add settling boolean not null default false; -- live edges stand until everyone was reached

-- What else waits: 'values' for orders up to which their value in M is that of the settings
-- (`after` is the last one's id), 'all' for customers who are counted and scored anew, and 'one' for
-- a customer who took another's totals over while something waited.
alter table rfm_backlog drop constraint rfm_backlog_dimension_check;
alter table rfm_backlog
    add check (dimension in ('r', 'f', 'm', 'day', 'edges', 'values', 'all', 'one'));
