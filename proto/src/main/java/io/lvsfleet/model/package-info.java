/// The words both programs use, as immutable values.
///
/// Plain Java only: no framework, no I/O, no clock. Identity (`…Key`), configuration (`…Config`)
/// and what operators add on top (`…Spec`) are different types, so that `equals` on a configuration
/// *is* the drift check.
@NullMarked
package io.lvsfleet.model;

import org.jspecify.annotations.NullMarked;
