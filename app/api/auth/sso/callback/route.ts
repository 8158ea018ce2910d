export { finishSignOn as GET } from '@/server/auth/handle-single-sign-on';
