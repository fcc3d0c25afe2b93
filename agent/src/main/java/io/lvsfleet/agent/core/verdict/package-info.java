/// What every real server gets, and why: from what witnesses say, what operators ordered and what
/// was before. Pure; what has to be remembered is a value.
@NullMarked
package io.lvsfleet.agent.core.verdict;

import org.jspecify.annotations.NullMarked;
