-- Finds the newest failed jobs of all stores without walking past the good ones.
create index jobs_failed_newest on jobs (id) where state = 'failed';
