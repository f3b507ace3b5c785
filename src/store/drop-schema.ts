import { sql } from 'kysely'
import type { Db } from './open.ts'

/**
 * Drops all that migrations have made, and the queue's tables: their jobs are about rows that are gone. What belongs to
 * extensions stays.
 */
export async function dropSchema(db: Db): Promise<void> {
  await sql`do $$
    declare one text;
    begin
      drop schema if exists bullmq cascade;
      for one in
        select format('drop table if exists public.%I cascade', c.relname) from pg_class c
        where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and not ${isOfExtension('c')}
        union all
        select format('drop sequence if exists public.%I cascade', c.relname) from pg_class c
        where c.relnamespace = 'public'::regnamespace and c.relkind = 'S' and not ${isOfExtension('c')}
        union all
        select format('drop routine if exists %s cascade', p.oid::regprocedure) from pg_proc p
        where p.pronamespace = 'public'::regnamespace and not ${isOfExtension('p')}
      loop
        execute one;
      end loop;
    end $$`.execute(db)
}

function isOfExtension(alias: 'c' | 'p') {
  return sql.raw(`exists (select from pg_depend d where d.objid = ${alias}.oid and d.deptype = 'e')`)
}
