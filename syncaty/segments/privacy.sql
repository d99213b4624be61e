-- What a store decided on what leaves it.

-- name: privacy
-- Gives what a store decided; no row where it decided nothing.
select mask_contacts, consent, consent_segment from store_privacy where store_id = %(store_id)s;

-- name: privacy_keep
-- Keeps what a store decided.
insert into store_privacy (store_id, mask_contacts, consent, consent_segment, changed_by)
values (%(store_id)s, %(mask_contacts)s, %(consent)s, %(consent_segment)s, %(by)s)
    on conflict (store_id) do update
   set mask_contacts = excluded.mask_contacts, consent = excluded.consent,
       consent_segment = excluded.consent_segment, changed_by = excluded.changed_by,
       changed_at = now();

-- name: privacy_hold
-- Keeps the segment of the consent from being taken away meanwhile.
select from stores where id = %(store_id)s for update;
