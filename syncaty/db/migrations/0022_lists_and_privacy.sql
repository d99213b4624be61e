-- Entries of lists kept by hand that name no member. Those that nobody is known by wait: a customer
-- who comes later and is known by one becomes a member.
create table list_leftovers (
    store_id    bigint not null,
    segment_id  integer not null,
    entry       text not null,               -- the same for all ways to write it
    row         integer not null,            -- line of the file or text it stood in
    written     text not null,
    problem     text not null,               -- unknown, ambiguous, unreadable, rounded
    customer_id bigint,                      -- what it can be known by
    mobile      text,                        -- E.164
    email       text,                        -- in small letters
    added_at    timestamptz not null default now(),
    primary key (store_id, segment_id, entry),
    foreign key (store_id, segment_id) references segments on delete cascade
);
create index list_leftovers_by_id on list_leftovers (store_id, customer_id)
    where problem = 'unknown' and customer_id is not null;
create index list_leftovers_by_mobile on list_leftovers (store_id, mobile)
    where problem = 'unknown' and mobile is not null;
create index list_leftovers_by_email on list_leftovers (store_id, email)
    where problem = 'unknown' and email is not null;

-- What a store decided on audiences that leave it. Without a row nothing is hidden, nobody left out.
create table store_privacy (
    store_id        bigint primary key,
    mask_contacts   boolean not null default false, -- but for owners and operators
    consent         text,                           -- without, only: what members of the segment are
    consent_segment text,                           -- a key
    changed_by      text not null,
    changed_at      timestamptz not null default now(),
    check (consent in ('without', 'only')),
    check ((consent is null) = (consent_segment is null))
);
