-- Lets a full recomputation of scores use more than one processor.

alter function orders_under(bigint, jsonb) parallel safe;
alter function scores_under(bigint, jsonb, jsonb) parallel safe;
