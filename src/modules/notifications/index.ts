export { NewsKeeper } from './telling/news-keeper';
export { NotificationsModule } from './notifications.module';
