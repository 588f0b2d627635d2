export { type DemoAws, startDemoAws } from './demo-aws';
export { DemoModule } from './demo.module';
export { DemoPeople } from './demo-people';
export { type DemoTarget, startDemoTarget } from './demo-target';
export { freshDates } from './fresh-dates';
export { welcome } from './welcome';
