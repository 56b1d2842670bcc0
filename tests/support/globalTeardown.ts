import { stopEngineBroker } from './engineBroker.ts';

export default stopEngineBroker;
