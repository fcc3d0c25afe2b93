/// Tokens and settings in PostgreSQL.
@NullMarked
package io.lvsfleet.controlplane.store.access;

import org.jspecify.annotations.NullMarked;
