export { beginSignOn as POST } from '@/server/auth/handle-single-sign-on';
