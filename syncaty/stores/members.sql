-- Who may see a store, and who is invited to.

-- name: members
-- Gives a store's members, owners first, then by when they came.
select user_id, role, added_at
from store_members
where store_id = %(store_id)s
order by role = 'owner' desc, added_at, user_id;

-- name: owners_load
-- Gives the owners of a store, locked: whoever takes the last one's place away waits here.
select user_id from store_members
where store_id = %(store_id)s and role = 'owner'
order by user_id
for update;

-- name: role
-- Gives what a person is in a store, or no row.
select role from store_members where store_id = %(store_id)s and user_id = %(user_id)s;

-- name: member_add
-- Makes somebody a member; an owner stays one.
insert into store_members as held (store_id, user_id, role)
values (%(store_id)s, %(user_id)s, %(role)s)
on conflict (store_id, user_id) do update set role = excluded.role
where held.role = 'member' and excluded.role = 'owner';

-- name: member_remove
-- Takes somebody's place away.
delete from store_members where store_id = %(store_id)s and user_id = %(user_id)s;

-- name: visible
-- Gives which of the named stores a person is a member of.
select store_id from store_members
where user_id = %(user_id)s and store_id = any(%(ids)s);

-- name: seen
-- Gives the numbers of all stores a person is a member of.
select store_id from store_members where user_id = %(user_id)s order by store_id;

-- name: store_lock
-- Holds a store while its invitations change, and tells whether there is one.
select 1 from stores where id = %(store_id)s for update;

-- name: invites_forget
-- Ends the open invitations of an address to a store, so that only the newest link works.
delete from store_invites
where store_id = %(store_id)s and email = %(email)s and accepted_at is null;

-- name: invite_add
-- Keeps an invitation by the digest of its token.
insert into store_invites (store_id, email, digest, role, invited_by, created_at, expires_at)
values (
    %(store_id)s, %(email)s, %(digest)s, %(role)s, %(invited_by)s, %(now)s, %(expires_at)s
)
returning id;

-- name: invites
-- Gives a store's open invitations, newest first.
select store_id, id, email, role, created_at, expires_at, accepted_at
from store_invites
where store_id = %(store_id)s and accepted_at is null and expires_at > %(now)s
order by id desc;

-- name: invite_find
-- Gives the invitation of a token's digest, used or over as it may be.
select store_id, id, email, role, created_at, expires_at, accepted_at
from store_invites
where digest = %(digest)s;

-- name: invite_use
-- Uses an open invitation up; gives no row when somebody was first, or it is over.
update store_invites set accepted_at = %(now)s
where digest = %(digest)s and accepted_at is null and expires_at > %(now)s
returning store_id, role;

-- name: invite_withdraw
-- Ends an open invitation.
delete from store_invites
where store_id = %(store_id)s and id = %(id)s and accepted_at is null;
