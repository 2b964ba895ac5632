-- Pets stay when they are sold, so lists of available ones have indexes of just these.
create index pets_available on pets (id) where status = 'available';
create index pets_available_by_category on pets (category, id) where status = 'available';
