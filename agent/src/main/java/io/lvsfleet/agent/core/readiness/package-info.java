/// Whether a real server is fit to receive traffic, judged by what its kernel says. Pure.
@NullMarked
package io.lvsfleet.agent.core.readiness;

import org.jspecify.annotations.NullMarked;
