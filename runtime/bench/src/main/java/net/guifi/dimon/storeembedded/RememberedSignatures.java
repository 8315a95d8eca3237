// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.storeembedded;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.PublicKey;
import java.security.Security;
import java.security.Signature;
import java.security.SignatureException;
import java.security.SignatureSpi;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * An Ed25519 that remembers which signatures it has found right. In a simulation each monitor checks what all others
 * have checked: so the real replica runs there with real signatures, at the price of one check each.
 */
public final class RememberedSignatures extends Provider {
    private static final long serialVersionUID = 1;
    private static final String NAME = "DimonSimulation";
    private static final String ALGORITHM = "Ed25519";
    private static final String REAL = "SunEC";
    private static final int MOST = 50_000;
    private static final Map<ByteBuffer, Boolean> KNOWN = new ConcurrentHashMap<>();

    private RememberedSignatures() {
        super(NAME, "1", "remembers which signatures are right");
        put("Signature." + ALGORITHM, Remembering.class.getName());
    }

    /** Makes all of this process use it. */
    public static synchronized void install() {
        if (Security.getProvider(NAME) == null) {
            Security.insertProviderAt(new RememberedSignatures(), 1);
        }
    }

    /** One signature to be made or checked; Java makes it, so it is public. */
    public static final class Remembering extends SignatureSpi {
        private final Signature real;
        private final ByteArrayOutputStream message = new ByteArrayOutputStream();
        private byte[] key = {};

        /**
         * Begins.
         *
         * @throws GeneralSecurityException when this Java has no Ed25519
         */
        public Remembering() throws GeneralSecurityException {
            real = Signature.getInstance(ALGORITHM, REAL);
        }

        @Override
        protected void engineInitVerify(PublicKey verifying) throws InvalidKeyException {
            real.initVerify(verifying);
            key = verifying.getEncoded();
            message.reset();
        }

        @Override
        protected void engineInitSign(PrivateKey secret) throws InvalidKeyException {
            real.initSign(secret);
            message.reset();
        }

        @Override
        protected void engineUpdate(byte octet) {
            message.write(octet);
        }

        @Override
        protected void engineUpdate(byte[] octets, int from, int length) {
            message.write(octets, from, length);
        }

        @Override
        protected byte[] engineSign() throws SignatureException {
            real.update(message.toByteArray());
            return real.sign();
        }

        @Override
        protected boolean engineVerify(byte[] signature) throws SignatureException {
            byte[] text = message.toByteArray();
            ByteBuffer all = ByteBuffer.allocate(key.length + text.length + signature.length)
                    .put(key)
                    .put(text)
                    .put(signature)
                    .flip();
            if (KNOWN.containsKey(all)) {
                return true;
            }
            real.update(text);
            boolean right = real.verify(signature);
            if (right) {
                if (KNOWN.size() >= MOST) {
                    KNOWN.clear();
                }
                KNOWN.put(all, right);
            }
            return right;
        }

        @Override
        @Deprecated
        protected void engineSetParameter(String name, Object value) {
            throw new UnsupportedOperationException(name);
        }

        @Override
        @Deprecated
        protected Object engineGetParameter(String name) {
            throw new UnsupportedOperationException(name);
        }
    }
}
