/// Topology in PostgreSQL. The only package that knows Hibernate and SQL.
@NullMarked
package io.lvsfleet.controlplane.store;

import org.jspecify.annotations.NullMarked;
