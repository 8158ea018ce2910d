export { BehaviorBones as default } from '@/components/behaviors/behavior-bones';
