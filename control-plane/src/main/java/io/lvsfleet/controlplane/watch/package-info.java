/// How those who wait hear that something happened.
@NullMarked
package io.lvsfleet.controlplane.watch;

import org.jspecify.annotations.NullMarked;
