/** What the probes have in common. It is built into each of them: replacing one touches no other. */
package net.guifi.dimon.probing;
