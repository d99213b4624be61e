-- name: goods_missing
-- Gives the goods of those named that no product of the store is or belongs to; deleted products
-- are not there any more.
select 'product', t.id
  from unnest(%(product_ids)s::bigint[]) as t(id)
 where not exists (select from products p
                    where p.store_id = %(store_id)s and p.id = t.id and not p.deleted)
union all
select 'brand', t.id
  from unnest(%(brand_ids)s::bigint[]) as t(id)
 where not exists (select from products p
                    where p.store_id = %(store_id)s and p.brand_id = t.id and not p.deleted)
union all
select 'category', t.id
  from unnest(%(category_ids)s::bigint[]) as t(id)
 where t.id not in (select (category ->> 'id')::bigint
                      from products p, jsonb_array_elements(p.categories) as category
                     where p.store_id = %(store_id)s and not p.deleted
                       and jsonb_typeof(p.categories) = 'array'
                       and cardinality(%(category_ids)s::bigint[]) > 0
                       and category ->> 'id' is not null);
