/**
 * Query and index advice from what statements cost and how the database would run them. Nothing
 * here changes the database: a suggestion is a text for a person. Begin with {@link
 * dev.latchkey.runtime.pool.advice.QueryAdvisor}.
 */
@NullMarked
package dev.latchkey.runtime.pool.advice;

import org.jspecify.annotations.NullMarked;
