-- What the page that waits for an installation shows.

-- name: arrived
-- Gives the stores that somebody may see and that were authorised since a moment, newest first.
select s.id, s.name
from stores s
where s.state = 'connected' and s.authorized_at >= %(since)s
  and (%(everything)s or exists (
      select from store_members m where m.store_id = s.id and m.user_id = %(user_id)s))
order by s.authorized_at desc
limit 5;
