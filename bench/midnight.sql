-- name: worked_on
-- Gives the day that the store's rules are judged on, and how many customers it has.
select k.worked_on, (select count(*) from customers c where c.store_id = k.store_id)
  from segment_clocks k
 where k.store_id = %(store_id)s;

-- name: due
-- Counts those who are still to be judged.
select count(*) from segment_due where store_id = %(store_id)s;

-- name: moved
-- Counts who entered and left as a day began.
select count(*) from membership_moves
 where store_id = %(store_id)s and day = %(day)s and cause = 'time';
