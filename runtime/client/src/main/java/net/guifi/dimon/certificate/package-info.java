// SPDX-License-Identifier: Apache-2.0
/** The key and the certificate of the HTTPS server. The bundles that need it carry a copy of this package. */
package net.guifi.dimon.certificate;
