/** What all endpoints share: JSON, problems, who may ask. */
@NullMarked
package dev.latchkey.dashboard.http;

import org.jspecify.annotations.NullMarked;
