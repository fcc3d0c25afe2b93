/// An embedded real PostgreSQL for a control plane that was given no database.
///
/// Its server is a process of its own that outlives a killed control plane; the next one takes it
/// over. Settings are durable: a change that was answered is on disk.
@NullMarked
package io.lvsfleet.controlplane.database;

import org.jspecify.annotations.NullMarked;
