import { Module } from '@nestjs/common';
import { AuditModule } from '../audit';
import { CatalogModule } from '../catalog';
import { DirectoryModule } from '../directory';
import { GrantsModule } from '../grants';
import { IdentityModule } from '../identity';
import { RequestsModule } from '../requests';
import { SlackModule } from '../slack';
import { ChangePreference } from './change-preference';
import { ComposeAboutAbsences } from './delivery/compose-about-absences';
import { ComposeAboutAccess } from './delivery/compose-about-access';
import { ComposeAboutBreakGlass } from './delivery/compose-about-break-glass';
import { ComposeAboutRequests } from './delivery/compose-about-requests';
import { ComposeAboutSecurity } from './delivery/compose-about-security';
import { ComposeMessage } from './delivery/compose-message';
import { DeliverNotificationsJob } from './delivery/deliver-notifications.job';
import { DeliveryRepository } from './delivery/delivery.repository';
import { SettleDelivery } from './delivery/settle-delivery';
import { DeliverMailJob } from './mail/deliver-mail.job';
import { MailChannel } from './mail/mail-channel';
import { MailMetrics } from './mail/mail-metrics';
import { MailWords } from './mail/mail-words';
import { NOTIFICATION_CHANNELS, type NotificationChannel } from './notification-channel';
import { NotificationMetrics } from './notification-metrics';
import { NotificationWords } from './notification-words';
import { NotificationRepository } from './notification.repository';
import { NotificationsController } from './notifications.controller';
import { PreferenceRepository } from './preference.repository';
import { PostOnce } from './slack/post-once';
import { SlackChannel } from './slack/slack-channel';
import { NewsKeeper } from './telling/news-keeper';
import { Notify } from './telling/notify';
import { TellAboutAbsences } from './telling/tell-about-absences';
import { TellAboutAccess } from './telling/tell-about-access';
import { TellAboutAlerts } from './telling/tell-about-alerts';
import { TellAboutBreakGlass } from './telling/tell-about-break-glass';
import { TellAboutRequests } from './telling/tell-about-requests';
import { TellAboutSlackAccounts } from './telling/tell-about-slack-accounts';
import { TellNews } from './telling/tell-news';

@Module({
  imports: [
    AuditModule,
    CatalogModule,
    DirectoryModule,
    GrantsModule,
    IdentityModule,
    RequestsModule,
    SlackModule,
  ],
  controllers: [NotificationsController],
  providers: [
    ChangePreference,
    ComposeAboutAbsences,
    ComposeAboutAccess,
    ComposeAboutBreakGlass,
    ComposeAboutRequests,
    ComposeAboutSecurity,
    ComposeMessage,
    DeliverMailJob,
    DeliverNotificationsJob,
    DeliveryRepository,
    SettleDelivery,
    MailChannel,
    MailMetrics,
    MailWords,
    NewsKeeper,
    NotificationMetrics,
    NotificationRepository,
    NotificationWords,
    Notify,
    PostOnce,
    PreferenceRepository,
    SlackChannel,
    TellAboutAbsences,
    TellAboutAccess,
    TellAboutAlerts,
    TellAboutBreakGlass,
    TellAboutRequests,
    TellAboutSlackAccounts,
    TellNews,
    {
      provide: NOTIFICATION_CHANNELS,
      useFactory: (...channels: NotificationChannel[]): readonly NotificationChannel[] => channels,
      inject: [MailChannel, SlackChannel],
    },
  ],
})
export class NotificationsModule {}
