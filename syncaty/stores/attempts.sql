-- Attempts to connect: states that were handed to Salla's consent page.

-- name: attempt_add
-- Keeps the digest of a state, and clears away those long over.
with gone as (
    delete from connect_attempts where expires_at < now() - interval '7 days'
)
insert into connect_attempts (digest, user_id, session, created_at, expires_at)
values (%(digest)s, %(user_id)s, %(session)s, %(now)s, %(expires_at)s);

-- name: attempt_use
-- Uses a state up: only one of several callbacks with it gets its row.
update connect_attempts set used_at = %(now)s
where digest = %(digest)s and used_at is null and expires_at > %(now)s
  and user_id = %(user_id)s and session = %(session)s
returning user_id;

-- name: attempt
-- Gives what is known of a state.
select user_id, session, expires_at, used_at from connect_attempts where digest = %(digest)s;
