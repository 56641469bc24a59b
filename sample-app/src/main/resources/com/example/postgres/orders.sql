create table users (
  id         bigint primary key,
  subject    text not null unique,
  name       text not null,
  email      text not null,
  last_seen  timestamptz
);

create table user_roles (
  user_id  bigint not null references users,
  role     text not null,
  primary key (user_id, role)
);

create table orders (
  id            bigint primary key,
  user_id       bigint not null references users,
  placed_at     timestamptz not null,
  article       text not null,
  amount_cents  bigint not null
);

create index orders_by_user on orders (user_id, placed_at);

insert into users (id, subject, name, email)
select n, 'user-' || to_char(n, 'FM0000'), 'User ' || n, 'user-' || to_char(n, 'FM0000') || '@example.com'
from generate_series(1, 1000) n;

-- The last user may not read orders.
insert into user_roles select n, 'orders:read' from generate_series(1, 999) n;
insert into user_roles select n, 'support' from generate_series(10, 1000, 10) n;

insert into orders
select n, 1 + n % 1000, timestamptz '2026-01-01 00:00:00Z' + n * interval '1 hour', 'Article ' || n % 37, 100 + n % 9900
from generate_series(0, 4999) n;

create role orders_app login password 'orders';
grant select, update on users to orders_app;
grant select on user_roles, orders to orders_app;
