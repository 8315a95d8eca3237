/** What is measured of the archive, from within. */
package net.guifi.dimon.archive;
