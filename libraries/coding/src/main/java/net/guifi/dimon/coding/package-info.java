/** How what monitors share is written. It is built into each bundle that writes it: replacing one touches no other. */
package net.guifi.dimon.coding;
