import { Module } from '@nestjs/common';
import { AuditModule } from '../audit';
import { DeliverMailJob } from './deliver-mail.job';
import { MailMetrics } from './mail-metrics';
import { MailWords } from './mail-words';

@Module({ imports: [AuditModule], providers: [DeliverMailJob, MailMetrics, MailWords] })
export class NotificationsModule {}
