/** What happened and who did it: a bounded log of events. */
@NullMarked
package dev.latchkey.runtime.audit;

import org.jspecify.annotations.NullMarked;
