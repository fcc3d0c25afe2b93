/// The topology while the program runs: one image in memory, one writer, and the port to where it
/// is kept.
@NullMarked
package io.lvsfleet.controlplane.service;

import org.jspecify.annotations.NullMarked;
