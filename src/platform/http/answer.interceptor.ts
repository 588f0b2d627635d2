import { type CallHandler, type ExecutionContext, Injectable, type NestInterceptor } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { map, type Observable } from 'rxjs';
import { ENDPOINT, type EndpointOptions } from './endpoint';

/** Nothing leaves that the endpoint's schema does not name: a field added to a row never reaches a client by accident. */
@Injectable()
export class AnswerInterceptor implements NestInterceptor {
  constructor(private readonly reflector: Reflector) {}

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const options = this.reflector.get<EndpointOptions | undefined>(ENDPOINT, context.getHandler());
    const schema = options?.response;
    return schema ? next.handle().pipe(map((answer) => schema.parse(answer))) : next.handle();
  }
}
