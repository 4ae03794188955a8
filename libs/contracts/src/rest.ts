// Generated from openapi/rest.yaml. Change that and run "npm run generate -w @ringpost/contracts".

export interface paths {
    "/communication/push-tokens": {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description The tenant of the token, said again; any other is answered with 403. A platform administrator chooses a tenant with it.
                 * @example tnt_acme
                 */
                "X-Tenant-ID"?: components["parameters"]["TenantId"];
                /**
                 * @description A name for this request, found again in the answer and the logs. A value of any other form is replaced by a new one.
                 * @example front-door-7f3a21
                 */
                "X-Request-Id"?: components["parameters"]["RequestId"];
                /**
                 * @description The language of error messages. English unless Chinese is preferred.
                 * @example zh-CN, en;q=0.8
                 */
                "Accept-Language"?: components["parameters"]["AcceptLanguage"];
            };
            path?: never;
            cookie?: never;
        };
        /**
         * List your push tokens
         * @description The caller's tokens, newest first. Tokens that were ended stay listed, inactive, for 30 days.
         */
        get: operations["listPushTokens"];
        put?: never;
        /**
         * Register a push token
         * @description Registering the same token for the same purpose again refreshes it, makes it active and answers 200. A token that another user held moves to the new one, and the previous owner's row for it under the other purpose ends too. A phone (`device_id`) has one active token for each purpose and app: a new one replaces the old one. For another user than the caller, `communication:send` is needed.
         */
        post: operations["registerPushToken"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/communication/push-tokens/{id}": {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description The tenant of the token, said again; any other is answered with 403. A platform administrator chooses a tenant with it.
                 * @example tnt_acme
                 */
                "X-Tenant-ID"?: components["parameters"]["TenantId"];
                /**
                 * @description A name for this request, found again in the answer and the logs. A value of any other form is replaced by a new one.
                 * @example front-door-7f3a21
                 */
                "X-Request-Id"?: components["parameters"]["RequestId"];
                /**
                 * @description The language of error messages. English unless Chinese is preferred.
                 * @example zh-CN, en;q=0.8
                 */
                "Accept-Language"?: components["parameters"]["AcceptLanguage"];
            };
            path: {
                /**
                 * @description The push token's id.
                 * @example pt_01kjpstsx0f4gby0h5zbawawy6
                 */
                id: components["parameters"]["PushTokenId"];
            };
            cookie?: never;
        };
        get?: never;
        /**
         * Switch a push token on or off
         * @description A token that its provider or idleness ended, or that moved to another user, cannot be switched on: register it again.
         */
        put: operations["updatePushToken"];
        post?: never;
        /**
         * End a push token
         * @description Nothing is sent to it any more. It stays listed, inactive, for 30 days. Ending it again changes nothing.
         */
        delete: operations["deactivatePushToken"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/communication/push-tokens/{id}/history": {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description The tenant of the token, said again; any other is answered with 403. A platform administrator chooses a tenant with it.
                 * @example tnt_acme
                 */
                "X-Tenant-ID"?: components["parameters"]["TenantId"];
                /**
                 * @description A name for this request, found again in the answer and the logs. A value of any other form is replaced by a new one.
                 * @example front-door-7f3a21
                 */
                "X-Request-Id"?: components["parameters"]["RequestId"];
                /**
                 * @description The language of error messages. English unless Chinese is preferred.
                 * @example zh-CN, en;q=0.8
                 */
                "Accept-Language"?: components["parameters"]["AcceptLanguage"];
            };
            path: {
                /**
                 * @description The push token's id.
                 * @example pt_01kjpstsx0f4gby0h5zbawawy6
                 */
                id: components["parameters"]["PushTokenId"];
            };
            cookie?: never;
        };
        /**
         * List what happened to a push token
         * @description What became of one of the caller's tokens, or with `tenant:admin` of anybody's in the tenant, newest first, and why: in the provider's own words where it was the provider. A plain refresh is no event. The address is never told.
         */
        get: operations["listPushTokenHistory"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/communication/push": {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description The tenant of the token, said again; any other is answered with 403. A platform administrator chooses a tenant with it.
                 * @example tnt_acme
                 */
                "X-Tenant-ID"?: components["parameters"]["TenantId"];
                /**
                 * @description A name for this request, found again in the answer and the logs. A value of any other form is replaced by a new one.
                 * @example front-door-7f3a21
                 */
                "X-Request-Id"?: components["parameters"]["RequestId"];
                /**
                 * @description The language of error messages. English unless Chinese is preferred.
                 * @example zh-CN, en;q=0.8
                 */
                "Accept-Language"?: components["parameters"]["AcceptLanguage"];
            };
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Send a push to a user's phones
         * @description Answered once the message is stored: from then on nothing loses it. A user without any phone is answered with 404, and nothing is stored. Needs `communication:send`.
         */
        post: operations["sendPush"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/communication/sms": {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description The tenant of the token, said again; any other is answered with 403. A platform administrator chooses a tenant with it.
                 * @example tnt_acme
                 */
                "X-Tenant-ID"?: components["parameters"]["TenantId"];
                /**
                 * @description A name for this request, found again in the answer and the logs. A value of any other form is replaced by a new one.
                 * @example front-door-7f3a21
                 */
                "X-Request-Id"?: components["parameters"]["RequestId"];
                /**
                 * @description The language of error messages. English unless Chinese is preferred.
                 * @example zh-CN, en;q=0.8
                 */
                "Accept-Language"?: components["parameters"]["AcceptLanguage"];
            };
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Send a text message
         * @description Answered once the message is stored. Needs `communication:send`.
         */
        post: operations["sendSms"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/communication/email": {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description The tenant of the token, said again; any other is answered with 403. A platform administrator chooses a tenant with it.
                 * @example tnt_acme
                 */
                "X-Tenant-ID"?: components["parameters"]["TenantId"];
                /**
                 * @description A name for this request, found again in the answer and the logs. A value of any other form is replaced by a new one.
                 * @example front-door-7f3a21
                 */
                "X-Request-Id"?: components["parameters"]["RequestId"];
                /**
                 * @description The language of error messages. English unless Chinese is preferred.
                 * @example zh-CN, en;q=0.8
                 */
                "Accept-Language"?: components["parameters"]["AcceptLanguage"];
            };
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Send an e-mail
         * @description Answered once the message is stored. It is one e-mail, whose row in the log shows the first address. Needs `communication:send`.
         */
        post: operations["sendEmail"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/communication/bulk": {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description The tenant of the token, said again; any other is answered with 403. A platform administrator chooses a tenant with it.
                 * @example tnt_acme
                 */
                "X-Tenant-ID"?: components["parameters"]["TenantId"];
                /**
                 * @description A name for this request, found again in the answer and the logs. A value of any other form is replaced by a new one.
                 * @example front-door-7f3a21
                 */
                "X-Request-Id"?: components["parameters"]["RequestId"];
                /**
                 * @description The language of error messages. English unless Chinese is preferred.
                 * @example zh-CN, en;q=0.8
                 */
                "Accept-Language"?: components["parameters"]["AcceptLanguage"];
            };
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Send the same to many
         * @description Answered once the message and all its recipients are stored. Up to 1000 recipients are answered with their rows of the log; of more, the rows are written while the sending goes on, without any of them twice. The body may have 16 MiB. `Prefer` is for up to 1000 recipients. Needs `communication:send`.
         */
        post: operations["sendBulk"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/communication/scheduled/{id}": {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description The tenant of the token, said again; any other is answered with 403. A platform administrator chooses a tenant with it.
                 * @example tnt_acme
                 */
                "X-Tenant-ID"?: components["parameters"]["TenantId"];
                /**
                 * @description A name for this request, found again in the answer and the logs. A value of any other form is replaced by a new one.
                 * @example front-door-7f3a21
                 */
                "X-Request-Id"?: components["parameters"]["RequestId"];
                /**
                 * @description The language of error messages. English unless Chinese is preferred.
                 * @example zh-CN, en;q=0.8
                 */
                "Accept-Language"?: components["parameters"]["AcceptLanguage"];
            };
            path: {
                /**
                 * @description A `cancel_key`, or the id of a message or of a row of the log.
                 * @example order-123
                 */
                id: string;
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Call off what is scheduled
         * @description All deliveries of the message that are still to come. What was sent stays sent. A JSON body is tolerated and ignored. Needs `communication:send`.
         */
        delete: operations["cancelScheduled"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/communication/callback/{provider}": {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description A name for this request, found again in the answer and the logs. A value of any other form is replaced by a new one.
                 * @example front-door-7f3a21
                 */
                "X-Request-Id"?: components["parameters"]["RequestId"];
                /**
                 * @description The language of error messages. English unless Chinese is preferred.
                 * @example zh-CN, en;q=0.8
                 */
                "Accept-Language"?: components["parameters"]["AcceptLanguage"];
            };
            path: {
                /**
                 * @description The provider, as its account names it.
                 * @example smtp
                 */
                provider: string;
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Take a provider's word for what became of a delivery
         * @description For providers and mail servers, which have no token: the request is signed with the `callback_secret` of the account's configuration. What is signed is the time, a full stop and the body, byte by byte. Times more than five minutes off are refused. For `smtp` the body is the whole bounce message; for other providers the JSON that is described here, whatever the type says. A delivery that arrived stays delivered, so that a request may be repeated.
         */
        post: operations["receiveCallback"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/communication/logs": {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description The tenant of the token, said again; any other is answered with 403. A platform administrator chooses a tenant with it.
                 * @example tnt_acme
                 */
                "X-Tenant-ID"?: components["parameters"]["TenantId"];
                /**
                 * @description A name for this request, found again in the answer and the logs. A value of any other form is replaced by a new one.
                 * @example front-door-7f3a21
                 */
                "X-Request-Id"?: components["parameters"]["RequestId"];
                /**
                 * @description The language of error messages. English unless Chinese is preferred.
                 * @example zh-CN, en;q=0.8
                 */
                "Accept-Language"?: components["parameters"]["AcceptLanguage"];
            };
            path?: never;
            cookie?: never;
        };
        /**
         * List what was sent to you
         * @description The deliveries made for the caller, newest first. Addresses and verification codes are masked.
         */
        get: operations["listDeliveries"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/notifications": {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description The tenant of the token, said again; any other is answered with 403. A platform administrator chooses a tenant with it.
                 * @example tnt_acme
                 */
                "X-Tenant-ID"?: components["parameters"]["TenantId"];
                /**
                 * @description A name for this request, found again in the answer and the logs. A value of any other form is replaced by a new one.
                 * @example front-door-7f3a21
                 */
                "X-Request-Id"?: components["parameters"]["RequestId"];
                /**
                 * @description The language of error messages. English unless Chinese is preferred.
                 * @example zh-CN, en;q=0.8
                 */
                "Accept-Language"?: components["parameters"]["AcceptLanguage"];
            };
            path?: never;
            cookie?: never;
        };
        /**
         * List your notifications
         * @description The caller's inbox, newest first.
         */
        get: operations["listNotifications"];
        put?: never;
        /**
         * Write into a user's inbox
         * @description Needs `notification:send`.
         */
        post: operations["createNotification"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/notifications/send-batch": {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description The tenant of the token, said again; any other is answered with 403. A platform administrator chooses a tenant with it.
                 * @example tnt_acme
                 */
                "X-Tenant-ID"?: components["parameters"]["TenantId"];
                /**
                 * @description A name for this request, found again in the answer and the logs. A value of any other form is replaced by a new one.
                 * @example front-door-7f3a21
                 */
                "X-Request-Id"?: components["parameters"]["RequestId"];
                /**
                 * @description The language of error messages. English unless Chinese is preferred.
                 * @example zh-CN, en;q=0.8
                 */
                "Accept-Language"?: components["parameters"]["AcceptLanguage"];
            };
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Write the same into many inboxes
         * @description All of them or none. A user named twice gets it once. The body may have 16 MiB. Needs `notification:send`.
         */
        post: operations["createNotificationBatch"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/notifications/unread": {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description The tenant of the token, said again; any other is answered with 403. A platform administrator chooses a tenant with it.
                 * @example tnt_acme
                 */
                "X-Tenant-ID"?: components["parameters"]["TenantId"];
                /**
                 * @description A name for this request, found again in the answer and the logs. A value of any other form is replaced by a new one.
                 * @example front-door-7f3a21
                 */
                "X-Request-Id"?: components["parameters"]["RequestId"];
                /**
                 * @description The language of error messages. English unless Chinese is preferred.
                 * @example zh-CN, en;q=0.8
                 */
                "Accept-Language"?: components["parameters"]["AcceptLanguage"];
            };
            path?: never;
            cookie?: never;
        };
        /**
         * List your unread notifications
         * @description What the caller has not read, newest first. Without `page` and `page_size` it is up to 100 of them, with the true total. Nothing unread is an empty list.
         */
        get: operations["listUnreadNotifications"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/notifications/unread-count": {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description The tenant of the token, said again; any other is answered with 403. A platform administrator chooses a tenant with it.
                 * @example tnt_acme
                 */
                "X-Tenant-ID"?: components["parameters"]["TenantId"];
                /**
                 * @description A name for this request, found again in the answer and the logs. A value of any other form is replaced by a new one.
                 * @example front-door-7f3a21
                 */
                "X-Request-Id"?: components["parameters"]["RequestId"];
                /**
                 * @description The language of error messages. English unless Chinese is preferred.
                 * @example zh-CN, en;q=0.8
                 */
                "Accept-Language"?: components["parameters"]["AcceptLanguage"];
            };
            path?: never;
            cookie?: never;
        };
        /**
         * Count your unread notifications
         * @description Exact, and true to every write answered before.
         */
        get: operations["countUnreadNotifications"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/notifications/read-all": {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description The tenant of the token, said again; any other is answered with 403. A platform administrator chooses a tenant with it.
                 * @example tnt_acme
                 */
                "X-Tenant-ID"?: components["parameters"]["TenantId"];
                /**
                 * @description A name for this request, found again in the answer and the logs. A value of any other form is replaced by a new one.
                 * @example front-door-7f3a21
                 */
                "X-Request-Id"?: components["parameters"]["RequestId"];
                /**
                 * @description The language of error messages. English unless Chinese is preferred.
                 * @example zh-CN, en;q=0.8
                 */
                "Accept-Language"?: components["parameters"]["AcceptLanguage"];
            };
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Mark everything as read
         * @description All of the caller's inbox. Without anything unread it succeeds and marks 0.
         */
        put: operations["markAllNotificationsRead"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/notifications/{id}": {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description The tenant of the token, said again; any other is answered with 403. A platform administrator chooses a tenant with it.
                 * @example tnt_acme
                 */
                "X-Tenant-ID"?: components["parameters"]["TenantId"];
                /**
                 * @description A name for this request, found again in the answer and the logs. A value of any other form is replaced by a new one.
                 * @example front-door-7f3a21
                 */
                "X-Request-Id"?: components["parameters"]["RequestId"];
                /**
                 * @description The language of error messages. English unless Chinese is preferred.
                 * @example zh-CN, en;q=0.8
                 */
                "Accept-Language"?: components["parameters"]["AcceptLanguage"];
            };
            path: {
                /**
                 * @description The notification's id.
                 * @example ntf_01kjpx8nh0e9ask8adtc02gh5t
                 */
                id: components["parameters"]["NotificationId"];
            };
            cookie?: never;
        };
        /**
         * Get one of your notifications
         * @description Looking at it does not mark it as read.
         */
        get: operations["getNotification"];
        put?: never;
        post?: never;
        /**
         * Delete one of your notifications
         * @description It is gone for good, and no longer counted. A JSON body is tolerated and ignored.
         */
        delete: operations["deleteNotification"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/notifications/{id}/read": {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description The tenant of the token, said again; any other is answered with 403. A platform administrator chooses a tenant with it.
                 * @example tnt_acme
                 */
                "X-Tenant-ID"?: components["parameters"]["TenantId"];
                /**
                 * @description A name for this request, found again in the answer and the logs. A value of any other form is replaced by a new one.
                 * @example front-door-7f3a21
                 */
                "X-Request-Id"?: components["parameters"]["RequestId"];
                /**
                 * @description The language of error messages. English unless Chinese is preferred.
                 * @example zh-CN, en;q=0.8
                 */
                "Accept-Language"?: components["parameters"]["AcceptLanguage"];
            };
            path: {
                /**
                 * @description The notification's id.
                 * @example ntf_01kjpx8nh0e9ask8adtc02gh5t
                 */
                id: components["parameters"]["NotificationId"];
            };
            cookie?: never;
        };
        get?: never;
        /**
         * Mark a notification as read
         * @description Marking it again changes nothing and keeps the time of the first.
         */
        put: operations["markNotificationRead"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/notifications/{id}/unread": {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description The tenant of the token, said again; any other is answered with 403. A platform administrator chooses a tenant with it.
                 * @example tnt_acme
                 */
                "X-Tenant-ID"?: components["parameters"]["TenantId"];
                /**
                 * @description A name for this request, found again in the answer and the logs. A value of any other form is replaced by a new one.
                 * @example front-door-7f3a21
                 */
                "X-Request-Id"?: components["parameters"]["RequestId"];
                /**
                 * @description The language of error messages. English unless Chinese is preferred.
                 * @example zh-CN, en;q=0.8
                 */
                "Accept-Language"?: components["parameters"]["AcceptLanguage"];
            };
            path: {
                /**
                 * @description The notification's id.
                 * @example ntf_01kjpx8nh0e9ask8adtc02gh5t
                 */
                id: components["parameters"]["NotificationId"];
            };
            cookie?: never;
        };
        get?: never;
        /**
         * Mark a notification as unread
         * @description It counts as unread again, and its `read_at` is left out.
         */
        put: operations["markNotificationUnread"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/communication/recipients/{user_id}": {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description The tenant of the token, said again; any other is answered with 403. A platform administrator chooses a tenant with it.
                 * @example tnt_acme
                 */
                "X-Tenant-ID"?: components["parameters"]["TenantId"];
                /**
                 * @description A name for this request, found again in the answer and the logs. A value of any other form is replaced by a new one.
                 * @example front-door-7f3a21
                 */
                "X-Request-Id"?: components["parameters"]["RequestId"];
                /**
                 * @description The language of error messages. English unless Chinese is preferred.
                 * @example zh-CN, en;q=0.8
                 */
                "Accept-Language"?: components["parameters"]["AcceptLanguage"];
            };
            path: {
                /**
                 * @description The user's id.
                 * @example usr_alice
                 */
                user_id: components["parameters"]["UserId"];
            };
            cookie?: never;
        };
        /**
         * Get what is known of a user
         * @description For the user, or with `tenant:admin` or `communication:send`.
         */
        get: operations["getRecipient"];
        /**
         * Change what is known of a user
         * @description For the user, or with `tenant:admin` or `communication:send`. Members left out stay as they are; null or `""` clears one. An e-mail address or phone number that one of those scopes sets counts as verified, one that users set themselves does not.
         */
        put: operations["changeRecipient"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/communication/devices": {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description The tenant of the token, said again; any other is answered with 403. A platform administrator chooses a tenant with it.
                 * @example tnt_acme
                 */
                "X-Tenant-ID"?: components["parameters"]["TenantId"];
                /**
                 * @description A name for this request, found again in the answer and the logs. A value of any other form is replaced by a new one.
                 * @example front-door-7f3a21
                 */
                "X-Request-Id"?: components["parameters"]["RequestId"];
                /**
                 * @description The language of error messages. English unless Chinese is preferred.
                 * @example zh-CN, en;q=0.8
                 */
                "Accept-Language"?: components["parameters"]["AcceptLanguage"];
            };
            path?: never;
            cookie?: never;
        };
        /**
         * List your devices
         * @description The caller's own devices and those shared with them, newest first.
         */
        get: operations["listDevices"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/communication/devices/{udid}": {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description The tenant of the token, said again; any other is answered with 403. A platform administrator chooses a tenant with it.
                 * @example tnt_acme
                 */
                "X-Tenant-ID"?: components["parameters"]["TenantId"];
                /**
                 * @description A name for this request, found again in the answer and the logs. A value of any other form is replaced by a new one.
                 * @example front-door-7f3a21
                 */
                "X-Request-Id"?: components["parameters"]["RequestId"];
                /**
                 * @description The language of error messages. English unless Chinese is preferred.
                 * @example zh-CN, en;q=0.8
                 */
                "Accept-Language"?: components["parameters"]["AcceptLanguage"];
            };
            path: {
                /**
                 * @description The device's own id, as its maker gave it.
                 * @example DB-7F3A21
                 */
                udid: components["parameters"]["Udid"];
            };
            cookie?: never;
        };
        get?: never;
        /**
         * Create a device or change it
         * @description The owner named here owns it from then on. Needs `tenant:admin` or `communication:send`.
         */
        put: operations["putDevice"];
        post?: never;
        /**
         * Delete a device
         * @description Its members go with it. Needs `tenant:admin` or `communication:send`.
         */
        delete: operations["deleteDevice"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/communication/devices/{udid}/members": {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description The tenant of the token, said again; any other is answered with 403. A platform administrator chooses a tenant with it.
                 * @example tnt_acme
                 */
                "X-Tenant-ID"?: components["parameters"]["TenantId"];
                /**
                 * @description A name for this request, found again in the answer and the logs. A value of any other form is replaced by a new one.
                 * @example front-door-7f3a21
                 */
                "X-Request-Id"?: components["parameters"]["RequestId"];
                /**
                 * @description The language of error messages. English unless Chinese is preferred.
                 * @example zh-CN, en;q=0.8
                 */
                "Accept-Language"?: components["parameters"]["AcceptLanguage"];
            };
            path: {
                /**
                 * @description The device's own id, as its maker gave it.
                 * @example DB-7F3A21
                 */
                udid: components["parameters"]["Udid"];
            };
            cookie?: never;
        };
        /**
         * List the members of a device
         * @description The owner and those it is shared with, newest first. For the owner, or with `tenant:admin`.
         */
        get: operations["listMembers"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/communication/devices/{udid}/members/{user_id}": {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description The tenant of the token, said again; any other is answered with 403. A platform administrator chooses a tenant with it.
                 * @example tnt_acme
                 */
                "X-Tenant-ID"?: components["parameters"]["TenantId"];
                /**
                 * @description A name for this request, found again in the answer and the logs. A value of any other form is replaced by a new one.
                 * @example front-door-7f3a21
                 */
                "X-Request-Id"?: components["parameters"]["RequestId"];
                /**
                 * @description The language of error messages. English unless Chinese is preferred.
                 * @example zh-CN, en;q=0.8
                 */
                "Accept-Language"?: components["parameters"]["AcceptLanguage"];
            };
            path: {
                /**
                 * @description The device's own id, as its maker gave it.
                 * @example DB-7F3A21
                 */
                udid: components["parameters"]["Udid"];
                /**
                 * @description The user's id.
                 * @example usr_alice
                 */
                user_id: components["parameters"]["UserId"];
            };
            cookie?: never;
        };
        get?: never;
        /**
         * Share a device, or change what a member may do
         * @description For the owner, or with `tenant:admin`.
         */
        put: operations["putMember"];
        post?: never;
        /**
         * Stop sharing a device with a user
         * @description For the owner, or with `tenant:admin`.
         */
        delete: operations["deleteMember"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/communication/rings": {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description The tenant of the token, said again; any other is answered with 403. A platform administrator chooses a tenant with it.
                 * @example tnt_acme
                 */
                "X-Tenant-ID"?: components["parameters"]["TenantId"];
                /**
                 * @description A name for this request, found again in the answer and the logs. A value of any other form is replaced by a new one.
                 * @example front-door-7f3a21
                 */
                "X-Request-Id"?: components["parameters"]["RequestId"];
                /**
                 * @description The language of error messages. English unless Chinese is preferred.
                 * @example zh-CN, en;q=0.8
                 */
                "Accept-Language"?: components["parameters"]["AcceptLanguage"];
            };
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Ring everybody's phones
         * @description Every phone of every member who gets the device's events rings once, by the best way to it; the other ways are taken when that one fails. Answered once the ring is stored. The same `guid` within a day is the same ring, and so is the same type from the same device within three seconds, also when that ring is over already: nobody is rung anew, and `status` tells how it stands. Needs `communication:send`.
         */
        post: operations["pressRing"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/communication/rings/{ring_id}": {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description The tenant of the token, said again; any other is answered with 403. A platform administrator chooses a tenant with it.
                 * @example tnt_acme
                 */
                "X-Tenant-ID"?: components["parameters"]["TenantId"];
                /**
                 * @description A name for this request, found again in the answer and the logs. A value of any other form is replaced by a new one.
                 * @example front-door-7f3a21
                 */
                "X-Request-Id"?: components["parameters"]["RequestId"];
                /**
                 * @description The language of error messages. English unless Chinese is preferred.
                 * @example zh-CN, en;q=0.8
                 */
                "Accept-Language"?: components["parameters"]["AcceptLanguage"];
            };
            path: {
                /**
                 * @description The ring's id.
                 * @example ring_01kjqb03z8e1p8ydm7dk6c2v9r
                 */
                ring_id: components["parameters"]["RingId"];
            };
            cookie?: never;
        };
        /**
         * Trace a ring
         * @description Each phone, each try, what its provider said, and why it rang or did not. For senders (`communication:send`), `tenant:admin`, the members who get the device's events and those whom the ring was for.
         */
        get: operations["traceRing"];
        put?: never;
        post?: never;
        /**
         * Call a ring off
         * @description All phones stop. Once more does nothing. For the ring's own sender, who needs `communication:send`, and for `tenant:admin`; other senders, who may see the ring, get 403.
         */
        delete: operations["cancelRing"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/communication/rings/{ring_id}/answer": {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description The tenant of the token, said again; any other is answered with 403. A platform administrator chooses a tenant with it.
                 * @example tnt_acme
                 */
                "X-Tenant-ID"?: components["parameters"]["TenantId"];
                /**
                 * @description A name for this request, found again in the answer and the logs. A value of any other form is replaced by a new one.
                 * @example front-door-7f3a21
                 */
                "X-Request-Id"?: components["parameters"]["RequestId"];
                /**
                 * @description The language of error messages. English unless Chinese is preferred.
                 * @example zh-CN, en;q=0.8
                 */
                "Accept-Language"?: components["parameters"]["AcceptLanguage"];
            };
            path: {
                /**
                 * @description The ring's id.
                 * @example ring_01kjqb03z8e1p8ydm7dk6c2v9r
                 */
                ring_id: components["parameters"]["RingId"];
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Answer a ring
         * @description The first member who answers has it; the same user again gets the same. Phones that have not got the ring yet never do, and the others are told that it is over (`kind` `ring_end`, with `by`): all but the one that is named. Without a name the caller's own phones are told, too, and the one in the caller's hand ignores what its own user did. An iPhone that rang by VoIP is told by its token for messages of the same `device_id` and `app_id`, as a background push.
         */
        post: operations["answerRing"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/communication/rings/{ring_id}/reject": {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description The tenant of the token, said again; any other is answered with 403. A platform administrator chooses a tenant with it.
                 * @example tnt_acme
                 */
                "X-Tenant-ID"?: components["parameters"]["TenantId"];
                /**
                 * @description A name for this request, found again in the answer and the logs. A value of any other form is replaced by a new one.
                 * @example front-door-7f3a21
                 */
                "X-Request-Id"?: components["parameters"]["RequestId"];
                /**
                 * @description The language of error messages. English unless Chinese is preferred.
                 * @example zh-CN, en;q=0.8
                 */
                "Accept-Language"?: components["parameters"]["AcceptLanguage"];
            };
            path: {
                /**
                 * @description The ring's id.
                 * @example ring_01kjqb03z8e1p8ydm7dk6c2v9r
                 */
                ring_id: components["parameters"]["RingId"];
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Reject a ring
         * @description The caller's phones stop, all but the one that is named; those of others go on ringing. Once everybody whom the ring could reach has rejected it, it is over. Who has rejected may still answer until then.
         */
        post: operations["rejectRing"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/communication/rings/{ring_id}/ack": {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description The tenant of the token, said again; any other is answered with 403. A platform administrator chooses a tenant with it.
                 * @example tnt_acme
                 */
                "X-Tenant-ID"?: components["parameters"]["TenantId"];
                /**
                 * @description A name for this request, found again in the answer and the logs. A value of any other form is replaced by a new one.
                 * @example front-door-7f3a21
                 */
                "X-Request-Id"?: components["parameters"]["RequestId"];
                /**
                 * @description The language of error messages. English unless Chinese is preferred.
                 * @example zh-CN, en;q=0.8
                 */
                "Accept-Language"?: components["parameters"]["AcceptLanguage"];
            };
            path: {
                /**
                 * @description The ring's id.
                 * @example ring_01kjqb03z8e1p8ydm7dk6c2v9r
                 */
                ring_id: components["parameters"]["RingId"];
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Say that a phone rang
         * @description Apps send it as soon as the phone rings, or later, when it was not connected. It is the only proof that a phone rang: what a push service takes it may still lose.
         */
        post: operations["acknowledgeRing"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/communication/events": {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description The tenant of the token, said again; any other is answered with 403. A platform administrator chooses a tenant with it.
                 * @example tnt_acme
                 */
                "X-Tenant-ID"?: components["parameters"]["TenantId"];
                /**
                 * @description A name for this request, found again in the answer and the logs. A value of any other form is replaced by a new one.
                 * @example front-door-7f3a21
                 */
                "X-Request-Id"?: components["parameters"]["RequestId"];
                /**
                 * @description The language of error messages. English unless Chinese is preferred.
                 * @example zh-CN, en;q=0.8
                 */
                "Accept-Language"?: components["parameters"]["AcceptLanguage"];
            };
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Tell of something that calls nobody
         * @description Motion, a low battery, the message that somebody rang: it goes once to every phone of every member who gets the device's events, by the push tokens that are registered for messages. The same `guid` within a day is the same event. Needs `communication:send`.
         */
        post: operations["sendEvent"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/admin/communication/providers": {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description The tenant of the token, said again; any other is answered with 403. A platform administrator chooses a tenant with it.
                 * @example tnt_acme
                 */
                "X-Tenant-ID"?: components["parameters"]["TenantId"];
                /**
                 * @description A name for this request, found again in the answer and the logs. A value of any other form is replaced by a new one.
                 * @example front-door-7f3a21
                 */
                "X-Request-Id"?: components["parameters"]["RequestId"];
                /**
                 * @description The language of error messages. English unless Chinese is preferred.
                 * @example zh-CN, en;q=0.8
                 */
                "Accept-Language"?: components["parameters"]["AcceptLanguage"];
            };
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Add an account at a provider
         * @description It is sent by within seconds, by every process. Several accounts of one channel stand in for each other in the order of their priorities. Needs `tenant:admin`.
         */
        post: operations["createProviderAccount"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/admin/communication/providers/{id}": {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description The tenant of the token, said again; any other is answered with 403. A platform administrator chooses a tenant with it.
                 * @example tnt_acme
                 */
                "X-Tenant-ID"?: components["parameters"]["TenantId"];
                /**
                 * @description A name for this request, found again in the answer and the logs. A value of any other form is replaced by a new one.
                 * @example front-door-7f3a21
                 */
                "X-Request-Id"?: components["parameters"]["RequestId"];
                /**
                 * @description The language of error messages. English unless Chinese is preferred.
                 * @example zh-CN, en;q=0.8
                 */
                "Accept-Language"?: components["parameters"]["AcceptLanguage"];
            };
            path: {
                /**
                 * @description The account's id.
                 * @example pvd_01kjpstsx0f4gby0h5zbawawy6
                 */
                id: components["parameters"]["ProviderAccountId"];
            };
            cookie?: never;
        };
        get?: never;
        /**
         * Change an account at a provider
         * @description Its configuration, its priority, and whether it is sent by. Provider, app and environment stay. Needs `tenant:admin`.
         */
        put: operations["changeProviderAccount"];
        post?: never;
        /**
         * Remove an account at a provider
         * @description Nothing is sent by it any more. Needs `tenant:admin`.
         */
        delete: operations["deleteProviderAccount"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/communication/providers": {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description The tenant of the token, said again; any other is answered with 403. A platform administrator chooses a tenant with it.
                 * @example tnt_acme
                 */
                "X-Tenant-ID"?: components["parameters"]["TenantId"];
                /**
                 * @description A name for this request, found again in the answer and the logs. A value of any other form is replaced by a new one.
                 * @example front-door-7f3a21
                 */
                "X-Request-Id"?: components["parameters"]["RequestId"];
                /**
                 * @description The language of error messages. English unless Chinese is preferred.
                 * @example zh-CN, en;q=0.8
                 */
                "Accept-Language"?: components["parameters"]["AcceptLanguage"];
            };
            path?: never;
            cookie?: never;
        };
        /**
         * List the tenant's accounts at providers
         * @description Newest first, with their secrets masked. Needs `tenant:admin`.
         */
        get: operations["listProviderAccounts"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/communication/providers/{id}": {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description The tenant of the token, said again; any other is answered with 403. A platform administrator chooses a tenant with it.
                 * @example tnt_acme
                 */
                "X-Tenant-ID"?: components["parameters"]["TenantId"];
                /**
                 * @description A name for this request, found again in the answer and the logs. A value of any other form is replaced by a new one.
                 * @example front-door-7f3a21
                 */
                "X-Request-Id"?: components["parameters"]["RequestId"];
                /**
                 * @description The language of error messages. English unless Chinese is preferred.
                 * @example zh-CN, en;q=0.8
                 */
                "Accept-Language"?: components["parameters"]["AcceptLanguage"];
            };
            path: {
                /**
                 * @description The account's id.
                 * @example pvd_01kjpstsx0f4gby0h5zbawawy6
                 */
                id: components["parameters"]["ProviderAccountId"];
            };
            cookie?: never;
        };
        /**
         * Get one of the tenant's accounts at providers
         * @description With its secrets masked. Needs `tenant:admin`.
         */
        get: operations["getProviderAccount"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/health/live": {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description A name for this request, found again in the answer and the logs. A value of any other form is replaced by a new one.
                 * @example front-door-7f3a21
                 */
                "X-Request-Id"?: components["parameters"]["RequestId"];
            };
            path?: never;
            cookie?: never;
        };
        /**
         * Is the process alive?
         * @description Looks at nothing but itself: restart the process when this fails.
         */
        get: operations["getLiveness"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/health/ready": {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description A name for this request, found again in the answer and the logs. A value of any other form is replaced by a new one.
                 * @example front-door-7f3a21
                 */
                "X-Request-Id"?: components["parameters"]["RequestId"];
            };
            path?: never;
            cookie?: never;
        };
        /**
         * Can the process serve?
         * @description Send no requests while this is not 200.
         */
        get: operations["getReadiness"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        /**
         * @description What kind of phone, browser or computer.
         * @example ios
         * @enum {string}
         */
        Platform: "ios" | "android" | "web" | "desktop";
        /**
         * Format: date-time
         * @description A moment in UTC, in whole seconds.
         * @example 2026-03-02T08:15:00Z
         */
        Timestamp: string;
        /**
         * @description What every success begins with.
         * @example {
         *       "code": 0,
         *       "message": "success",
         *       "timestamp": "2026-03-02T08:15:00Z"
         *     }
         */
        AnswerHead: {
            /**
             * @description Zero for success.
             * @constant
             */
            code: 0;
            /** @constant */
            message: "success";
            timestamp: components["schemas"]["Timestamp"];
        };
        /**
         * @description Where this page stands in its list. A page asked for by number has all members except, at the end of the list, `next_cursor`. One that continues from a cursor has `page_size`, `has_next` and perhaps `next_cursor`.
         * @example {
         *       "page": 1,
         *       "page_size": 20,
         *       "total": 21,
         *       "total_pages": 2,
         *       "has_next": true,
         *       "has_prev": false,
         *       "next_cursor": "MDFranBzdHN4MGY0Z2J5MGg1emJhd2F3eTY"
         *     }
         * @example {
         *       "page_size": 20,
         *       "has_next": false
         *     }
         */
        Pagination: {
            /** @description The number of this page, from 1. */
            page?: number;
            /** @description Rows a page may have. */
            page_size: number;
            /** @description Rows in the whole list. */
            total?: number;
            /** @description Pages in the whole list; 0 when it is empty. */
            total_pages?: number;
            /** @description Whether rows follow this page. */
            has_next: boolean;
            /** @description Whether rows precede this page. */
            has_prev?: boolean;
            /** @description Continues after this page; left out at the end of the list. */
            next_cursor?: string;
        };
        /** @description What every list has besides its items. */
        ListHead: {
            /** @description Rows in the whole list; left out when continuing from a cursor. */
            total?: number;
            pagination: components["schemas"]["Pagination"];
        } & components["schemas"]["AnswerHead"];
        /**
         * @description A push token.
         * @example pt_01kjpstsx0f4gby0h5zbawawy6
         */
        PushTokenId: string;
        /**
         * @description A user, by the id their home system gave them.
         * @example usr_alice
         */
        UserId: string;
        /**
         * @description One address of a phone. The address itself is never told.
         * @example {
         *       "id": "pt_01kjpstsx0f4gby0h5zbawawy6",
         *       "user_id": "usr_alice",
         *       "platform": "ios",
         *       "device_id": "alice-phone",
         *       "is_active": true,
         *       "created_at": "2026-03-02T08:15:00Z"
         *     }
         */
        PushToken: {
            id: components["schemas"]["PushTokenId"];
            user_id: components["schemas"]["UserId"];
            platform: components["schemas"]["Platform"];
            /** @description The phone that the address belongs to, as it named itself. */
            device_id?: string;
            /** @description Whether it is sent to. One that is not stays listed for 30 days. */
            is_active: boolean;
            created_at: components["schemas"]["Timestamp"];
        };
        /** @description A page of push tokens. */
        PushTokenList: {
            items: components["schemas"]["PushToken"][];
        } & components["schemas"]["ListHead"];
        /**
         * @description What is wrong with one member of the input.
         * @example {
         *       "field": "page_size",
         *       "code": "range",
         *       "description": "page_size must be at least 1"
         *     }
         */
        FieldError: {
            /** @description The member, parameter or header; members of lists as `user_ids[3]`. */
            field: string;
            /**
             * @description What kind of wrong.
             * @enum {string}
             */
            code: "required" | "type" | "enum" | "range" | "length" | "format";
            /** @description The rule that was broken, with the allowed values where there are few. */
            description: string;
        };
        /**
         * @description What went wrong, for programs in `code` and `errors`, for people in `message` and, where there is more to say, `detail`.
         * @example {
         *       "code": 40402001,
         *       "message": "There is no such push token",
         *       "timestamp": "2026-03-02T08:15:00Z",
         *       "status": 404,
         *       "title": "Not Found",
         *       "request_id": "front-door-7f3a21"
         *     }
         */
        ErrorAnswer: {
            /** @description Eight digits: three of the HTTP status, two of the area, three of the case. A number never changes its meaning. */
            code: number;
            /** @description The error in the caller's language. */
            message: string;
            timestamp: components["schemas"]["Timestamp"];
            /** @description The HTTP status. */
            status: number;
            /** @description The name of the HTTP status. */
            title: string;
            /** @description More about this very case. */
            detail?: string;
            /** @description The same as `X-Request-Id`. */
            request_id: string;
            /** @description What is wrong with single members of the input. */
            errors?: components["schemas"]["FieldError"][];
            /** @description Seconds to wait before trying again. */
            retry_after?: number;
        };
        /**
         * @description An address, and what the phone says of itself. Members left out keep what is known of a token that is registered again.
         * @example {
         *       "platform": "android",
         *       "token": "f3Qw8yTzR1a:APA91bE-front-door",
         *       "device_id": "alice-tablet"
         *     }
         */
        PushTokenRegistration: {
            platform: components["schemas"]["Platform"];
            /** @description The address at the provider, 1 to 4096 characters. Encrypted at rest and never told again. */
            token: string;
            /** @description The phone. A new token of a phone replaces the one it had for the same purpose and app; without it nothing is replaced. */
            device_id?: string;
            /** @description Whose phone it is. Anybody but the caller needs `communication:send`. */
            user_id?: components["schemas"]["UserId"];
            /**
             * @description Whether calls (`ring`) or everything else (`message`) goes there.
             * @default message
             * @enum {string}
             */
            purpose?: "ring" | "message";
            /**
             * @description Who delivers to the address. For a new token the usual one of its platform unless told otherwise: apns for ios, fcm for android, webpush for web and desktop.
             * @enum {string}
             */
            provider?: "apns" | "fcm" | "xiaomi" | "huawei" | "webpush" | "socket";
            /** @description The bundle id of the app. */
            app_id?: string;
            /**
             * @description Which of the provider's environments the address belongs to. A new token is of production unless told otherwise.
             * @enum {string}
             */
            environment?: "production" | "sandbox";
            /** @description The language of the phone, as a BCP 47 tag. */
            language?: string;
        };
        /** @description One push token. */
        PushTokenAnswer: {
            data: components["schemas"]["PushToken"];
        } & components["schemas"]["AnswerHead"];
        /**
         * @description Switches a token on or off.
         * @example {
         *       "is_active": false
         *     }
         */
        PushTokenChange: {
            /** @description Whether it should be sent to. */
            is_active: boolean;
            /** @description Accepted and ignored. */
            user_id?: string;
        };
        /**
         * @description Success, with nothing to tell.
         * @example {
         *       "code": 0,
         *       "message": "success",
         *       "timestamp": "2026-03-02T08:15:00Z"
         *     }
         */
        EmptyAnswer: components["schemas"]["AnswerHead"];
        /**
         * @description One of a provider's environments.
         * @example production
         * @enum {string}
         */
        Environment: "production" | "sandbox";
        /**
         * @description What had been said of the token before.
         * @example {
         *       "reason": "BadDeviceToken",
         *       "provider": "apns",
         *       "response": "400 BadDeviceToken",
         *       "tried_environment": "production"
         *     }
         */
        PushTokenTestimony: {
            /** @description The provider's short word. */
            reason: string;
            /** @description Who said it. */
            provider?: string;
            /** @description The provider's own words. */
            response?: string;
            /** @description Where it was tried. */
            tried_environment?: components["schemas"]["Environment"];
        };
        /**
         * @description One thing that happened to a push token, and how the token was afterwards.
         * @example {
         *       "at": "2026-03-02T14:14:58Z",
         *       "event": "dead",
         *       "state": "dead",
         *       "environment": "production",
         *       "reason": "Unregistered",
         *       "provider": "apns",
         *       "response": "410 Unregistered",
         *       "tried_environment": "production",
         *       "since": "2026-03-01T20:00:00Z"
         *     }
         */
        PushTokenEvent: {
            /** @description When it was noted. */
            at: components["schemas"]["Timestamp"];
            /**
             * @description The state that it came into (`revived`: active again), or what else changed. `suspect` tokens are doubted and still sent to.
             * @enum {string}
             */
            event: "registered" | "revived" | "suspect" | "dead" | "expired" | "inactive" | "moved" | "address" | "environment" | "app";
            /**
             * @description How it was afterwards.
             * @enum {string}
             */
            state: "active" | "suspect" | "dead" | "expired" | "inactive" | "moved";
            /** @description Where it was sent to from then on. */
            environment: components["schemas"]["Environment"];
            /** @description The app it belonged to afterwards. */
            app_id?: string;
            /** @description Why: a provider's short word; or `deactivated`, `rotated`, `moved`, `crowded`, `idle`; or `mass_death_guard`, when most of an app's tokens were refused at once, which is a wrong account and no dead phones. */
            reason?: string;
            /** @description Who refused it. */
            provider?: string;
            /** @description The provider's own words. */
            response?: string;
            /** @description Where it was tried. */
            tried_environment?: components["schemas"]["Environment"];
            /** @description Since when the token is dead, as the provider says. */
            since?: components["schemas"]["Timestamp"];
            earlier?: components["schemas"]["PushTokenTestimony"];
        };
        /** @description A page of what happened to a push token. */
        PushTokenHistory: {
            items: components["schemas"]["PushTokenEvent"][];
        } & components["schemas"]["ListHead"];
        /**
         * Format: date-time
         * @description When it is sent, at most 29 days ahead. At once when left out or past.
         * @example 2026-06-07T10:00:00Z
         */
        SendAt: string;
        /**
         * @description A name of your own under which it can be called off until it is sent.
         * @example order-123
         */
        CancelKey: string;
        /**
         * @description A push for every phone of a user that is registered for messages. What goes to a phone may have at most as many bytes as its push service takes, mostly 4096. A member `channel` is accepted and ignored.
         * @example {
         *       "user_id": "usr_alice",
         *       "title": "Somebody is at the door",
         *       "body": "The front door saw a person."
         *     }
         */
        PushDraft: {
            user_id: components["schemas"]["UserId"];
            /** @description 1 to 200 characters. */
            title: string;
            /** @description 1 to 4000 characters. */
            body: string;
            /** @description What the app gets beside the words. */
            data?: {
                [key: string]: unknown;
            };
            /**
             * @description Only phones of this platform.
             * @default all
             * @enum {string}
             */
            platform?: "all" | "ios" | "android" | "web" | "desktop";
            /** @description Only the phone with this push token. */
            device_token?: string;
            send_at?: components["schemas"]["SendAt"];
            cancel_key?: components["schemas"]["CancelKey"];
        };
        /**
         * @description What was accepted, with all its deliveries.
         * @example msg_01kjqb03z8e1p8ydm7dk6c2v9r
         */
        MessageId: string;
        /**
         * @description How many phones it goes to, and how many it does not.
         * @example {
         *       "sent": true,
         *       "tokens_sent": 2,
         *       "tokens_failed": 0,
         *       "message_id": "msg_01kjqb03z8e1p8ydm7dk6c2v9r"
         *     }
         */
        PushResult: {
            /** @description Whether it goes to any phone. */
            sent: boolean;
            /** @description Phones that it was accepted for. When the outcomes were waited for: those whose push service took it. */
            tokens_sent: number;
            /** @description Phones that it does not reach. */
            tokens_failed: number;
            message_id: components["schemas"]["MessageId"];
        };
        /** @description What came of a push. */
        PushAnswer: {
            data: components["schemas"]["PushResult"];
        } & components["schemas"]["AnswerHead"];
        /** @description The name of a template. There are none yet, so that any name is refused. */
        Template: string;
        /** @description What is filled into a template. */
        Variables: {
            [key: string]: string;
        };
        /**
         * @description A text message.
         * @example {
         *       "phone": "13800138000",
         *       "content": "Your verification code is 123456."
         *     }
         */
        SmsDraft: {
            /** @description A telephone number, with its country code or as it is dialled in China. */
            phone: string;
            /** @description 1 to 1600 characters. Required unless there is a template. */
            content?: string;
            template?: components["schemas"]["Template"];
            variables?: components["schemas"]["Variables"];
            /** @description In whose log it is; yours when left out. */
            user_id?: components["schemas"]["UserId"];
            send_at?: components["schemas"]["SendAt"];
            cancel_key?: components["schemas"]["CancelKey"];
        };
        /**
         * @description A tenant.
         * @example tnt_acme
         */
        TenantId: string;
        /**
         * @description How it was sent.
         * @example push
         * @enum {string}
         */
        Channel: "sms" | "email" | "push";
        /**
         * @description Scheduled for later, pending until the provider takes it, sent once it did, delivered when that is confirmed. Failed and cancelled ones will not arrive.
         * @example delivered
         * @enum {string}
         */
        DeliveryStatus: "scheduled" | "pending" | "sent" | "delivered" | "failed" | "cancelled";
        /**
         * @description One message to one address. Addresses and verification codes are masked.
         * @example {
         *       "id": "log_01kjqb0410fn6aab035hd27p34",
         *       "tenant_id": "tnt_acme",
         *       "user_id": "usr_alice",
         *       "channel": "sms",
         *       "provider": "twilio",
         *       "recipient": "138****8000",
         *       "content": "Your code is ******",
         *       "status": "delivered",
         *       "response": "SM7c1e",
         *       "sent_at": "2026-03-02T13:15:01Z",
         *       "created_at": "2026-03-02T13:15:00Z",
         *       "updated_at": "2026-03-02T13:15:04Z"
         *     }
         */
        Delivery: {
            id: string;
            tenant_id: components["schemas"]["TenantId"];
            /** @description The user it was sent for. */
            user_id: components["schemas"]["UserId"];
            channel: components["schemas"]["Channel"];
            /** @description Who carried it; left out until one is chosen. */
            provider?: string;
            /** @description The address, masked. */
            recipient: string;
            /** @description What was sent, with verification codes masked. */
            content: string;
            /** @description The template it was made from. */
            template_id?: string;
            status: components["schemas"]["DeliveryStatus"];
            /** @description Why it failed. */
            error?: string;
            /** @description The provider's own words. */
            response?: string;
            /** @description When the provider took it. */
            sent_at?: components["schemas"]["Timestamp"];
            /** @description When it was accepted. */
            created_at: components["schemas"]["Timestamp"];
            /** @description When its status last changed. */
            updated_at: components["schemas"]["Timestamp"];
        };
        /** @description A row of the delivery log. */
        DeliveryAnswer: {
            data: components["schemas"]["Delivery"];
        } & components["schemas"]["AnswerHead"];
        /**
         * @description An e-mail address and nothing around it.
         * @example user@example.com
         */
        EmailAddress: string;
        /**
         * @description One e-mail, to everybody it names.
         * @example {
         *       "to": [
         *         "user@example.com"
         *       ],
         *       "subject": "Somebody is at the door",
         *       "content": "The front door saw a person."
         *     }
         */
        EmailDraft: {
            /** @description 1 to 50 addresses. */
            to: components["schemas"]["EmailAddress"][];
            /** @description At most 50 addresses. */
            cc?: components["schemas"]["EmailAddress"][];
            /** @description At most 50 addresses. */
            bcc?: components["schemas"]["EmailAddress"][];
            /** @description One line, at most 998 bytes in UTF-8. */
            subject: string;
            /** @description 1 to 500000 characters. Required unless there is a template. */
            content?: string;
            /**
             * @description Whether the content is HTML.
             * @default false
             */
            is_html?: boolean;
            template?: components["schemas"]["Template"];
            variables?: components["schemas"]["Variables"];
            /** @description In whose log it is; yours when left out. */
            user_id?: components["schemas"]["UserId"];
            send_at?: components["schemas"]["SendAt"];
            cancel_key?: components["schemas"]["CancelKey"];
        };
        /**
         * @description The same message to many. Each gets it once, however often it is named.
         * @example {
         *       "channel": "sms",
         *       "recipients": [
         *         "13800138000",
         *         "13900139000"
         *       ],
         *       "content": "The cameras restart at midnight."
         *     }
         */
        BulkDraft: {
            /**
             * @description How it is sent.
             * @enum {string}
             */
            channel: "sms" | "email" | "push";
            /** @description 1 to 500000 telephone numbers, e-mail addresses, or for pushes ids of users. */
            recipients: string[];
            /** @description The subject of an e-mail or the title of a push, both of which need it. One line, at most 998 bytes in UTF-8. */
            subject?: string;
            /** @description 1 to 100000 characters. Required unless there is a template. */
            content?: string;
            template?: components["schemas"]["Template"];
            variables?: components["schemas"]["Variables"];
            /** @description In whose log texts and e-mails are; in yours when left out. Pushes are in the logs of those who get them. */
            user_id?: components["schemas"]["UserId"];
            send_at?: components["schemas"]["SendAt"];
            cancel_key?: components["schemas"]["CancelKey"];
        };
        /**
         * @description The only page.
         * @example {
         *       "page": 1,
         *       "page_size": 2,
         *       "total": 2,
         *       "total_pages": 1,
         *       "has_next": false,
         *       "has_prev": false
         *     }
         */
        BulkPagination: {
            /** @constant */
            page: 1;
            /** @description Recipients. */
            page_size: number;
            /** @description Recipients. */
            total: number;
            /** @constant */
            total_pages: 1;
            /** @constant */
            has_next: false;
            /** @constant */
            has_prev: false;
        };
        /** @description The rows of the log, all in one page. There are none yet when there are more than 1000 recipients: then the rows are written while the sending goes on. */
        BulkAnswer: {
            items: components["schemas"]["Delivery"][];
            /** @description Recipients, each counted once. */
            total: number;
            pagination: components["schemas"]["BulkPagination"];
            message_id: components["schemas"]["MessageId"];
        } & components["schemas"]["AnswerHead"];
        /**
         * @description What was called off.
         * @example {
         *       "cancelled": 2
         *     }
         */
        Cancelled: {
            /** @description Deliveries that are not made; of a large audience its parts. */
            cancelled: number;
        };
        /** @description What was called off. */
        CancelledAnswer: {
            data: components["schemas"]["Cancelled"];
        } & components["schemas"]["AnswerHead"];
        /**
         * @description What became of a delivery, from providers that have no form of their own here.
         * @example {
         *       "delivery_id": "log_01kjqb0410fn6aab035hd27p34",
         *       "status": "delivered"
         *     }
         */
        Receipt: {
            /** @description The delivery: the id of its row in the log, or as it was named to the provider. */
            delivery_id: string;
            /** @enum {string} */
            status: "delivered" | "failed";
            /** @description Why it failed, in a few words without addresses. */
            error?: string;
        };
        /**
         * @description It was understood; also when there is no such delivery, or nothing new to tell of it.
         * @example {
         *       "provider": "smtp",
         *       "received": true
         *     }
         */
        ReceiptTaken: {
            provider: string;
            /** @constant */
            received: true;
        };
        /** @description It was understood. */
        ReceiptAnswer: {
            data: components["schemas"]["ReceiptTaken"];
        } & components["schemas"]["AnswerHead"];
        /** @description A page of the delivery log. */
        DeliveryList: {
            items: components["schemas"]["Delivery"][];
        } & components["schemas"]["ListHead"];
        /**
         * @description A notification.
         * @example ntf_01kjpx8nh0e9ask8adtc02gh5t
         */
        NotificationId: string;
        /**
         * @description What the notification is about, in the sender's own terms.
         * @default system
         * @example security
         */
        NotificationType: string;
        /**
         * @description How much it matters.
         * @default medium
         * @example high
         * @enum {string}
         */
        Priority: "low" | "medium" | "high" | "urgent";
        /**
         * @description An entry in a user's inbox.
         * @example {
         *       "id": "ntf_01kjpx8nh0e9ask8adtc02gh5t",
         *       "tenant_id": "tnt_acme",
         *       "user_id": "usr_alice",
         *       "type": "security",
         *       "title": "Somebody is at the door",
         *       "content": "The front door saw a person.",
         *       "priority": "high",
         *       "is_read": false,
         *       "created_at": "2026-03-02T09:15:00Z"
         *     }
         */
        Notification: {
            id: components["schemas"]["NotificationId"];
            tenant_id: components["schemas"]["TenantId"];
            user_id: components["schemas"]["UserId"];
            type: components["schemas"]["NotificationType"];
            /** @description The event behind it. */
            event_type?: string;
            title: string;
            content: string;
            priority: components["schemas"]["Priority"];
            is_read: boolean;
            /** @description When it was read; left out while it is unread. */
            read_at?: components["schemas"]["Timestamp"];
            /** @description Where to go from it. */
            action_url?: string;
            /** @description Whatever the sender attached. */
            metadata?: string;
            created_at: components["schemas"]["Timestamp"];
        };
        /** @description A page of an inbox. */
        NotificationList: {
            items: components["schemas"]["Notification"][];
        } & components["schemas"]["ListHead"];
        /** @description What goes into an inbox. */
        NotificationContent: {
            /** @description 1 to 200 characters. */
            title: string;
            /** @description 1 to 10000 characters. */
            content: string;
            type?: components["schemas"]["NotificationType"];
            /** @description The event behind it. */
            event_type?: string;
            priority?: components["schemas"]["Priority"];
            /** @description Where to go from it. */
            action_url?: string;
            /** @description Anything to keep with it, as an object or as the JSON text of one. At most 16384 characters as text, and text is what comes back. */
            metadata?: {
                [key: string]: unknown;
            } | string;
        };
        /**
         * @description A notification for one user.
         * @example {
         *       "user_id": "usr_alice",
         *       "title": "Somebody is at the door",
         *       "content": "The front door saw a person."
         *     }
         */
        NotificationDraft: {
            user_id: components["schemas"]["UserId"];
            /** @description On which channels the user is told of it, too. Where there is no phone, number or e-mail address for one of them, the delivery log says so, and the notification is written all the same. */
            channels?: components["schemas"]["Channel"][];
        } & components["schemas"]["NotificationContent"];
        /** @description One notification. */
        NotificationAnswer: {
            data: components["schemas"]["Notification"];
        } & components["schemas"]["AnswerHead"];
        /**
         * @description The same notification for many users.
         * @example {
         *       "user_ids": [
         *         "usr_alice",
         *         "usr_bob"
         *       ],
         *       "title": "Maintenance",
         *       "content": "The cameras restart at midnight."
         *     }
         */
        NotificationBatchDraft: {
            /** @description 1 to 50000 users. A user named twice gets it once. */
            user_ids: components["schemas"]["UserId"][];
        } & components["schemas"]["NotificationContent"];
        /**
         * @description What came of a batch.
         * @example {
         *       "sent_count": 1,
         *       "notification_ids": [
         *         "ntf_01kjpx8nh0e9ask8adtc02gh5t"
         *       ]
         *     }
         */
        NotificationBatch: {
            /** @description Inboxes written to. */
            sent_count: number;
            /** @description One per user. */
            notification_ids: components["schemas"]["NotificationId"][];
        };
        /** @description What came of a batch. */
        NotificationBatchAnswer: {
            data: components["schemas"]["NotificationBatch"];
        } & components["schemas"]["AnswerHead"];
        /**
         * @description How much is unread, exactly.
         * @example {
         *       "user_id": "usr_alice",
         *       "unread_count": 0
         *     }
         */
        UnreadCount: {
            user_id: components["schemas"]["UserId"];
            unread_count: number;
            /** @description When the newest notification came; left out of an empty inbox. */
            last_notification_at?: components["schemas"]["Timestamp"];
        };
        /** @description How much is unread. */
        UnreadCountAnswer: {
            data: components["schemas"]["UnreadCount"];
        } & components["schemas"]["AnswerHead"];
        /**
         * @description What came of marking as read.
         * @example {
         *       "success": true,
         *       "marked_count": 1
         *     }
         */
        MarkedRead: {
            /** @constant */
            success: true;
            /** @description How many were unread before. */
            marked_count: number;
        };
        /** @description What came of marking as read. */
        MarkedReadAnswer: {
            data: components["schemas"]["MarkedRead"];
        } & components["schemas"]["AnswerHead"];
        /**
         * @description The notification that is gone.
         * @example {
         *       "notification_id": "ntf_01kjpx8nh0e9ask8adtc02gh5t",
         *       "deleted": true
         *     }
         */
        DeletedNotification: {
            notification_id: components["schemas"]["NotificationId"];
            /** @constant */
            deleted: true;
        };
        /** @description The notification that is gone. */
        DeletedNotificationAnswer: {
            data: components["schemas"]["DeletedNotification"];
        } & components["schemas"]["AnswerHead"];
        /**
         * @description What is known of a user to reach them.
         * @example {
         *       "user_id": "usr_alice",
         *       "name": "Alice",
         *       "locale": "en-GB",
         *       "updated_at": "2026-03-02T08:15:00Z"
         *     }
         */
        Recipient: {
            user_id: components["schemas"]["UserId"];
            name?: string;
            email?: string;
            /** @description Whether somebody other than the user vouches for it. */
            email_verified?: boolean;
            phone?: string;
            /** @description Whether somebody other than the user vouches for it. */
            phone_verified?: boolean;
            /** @description A BCP 47 tag. */
            locale?: string;
            /** @description A name of the IANA time zone database. */
            time_zone?: string;
            updated_at: components["schemas"]["Timestamp"];
        };
        /** @description One recipient. */
        RecipientAnswer: {
            data: components["schemas"]["Recipient"];
        } & components["schemas"]["AnswerHead"];
        /**
         * @description Members left out stay as they are; null or `""` clears one.
         * @example {
         *       "locale": "en-GB",
         *       "phone": null
         *     }
         */
        RecipientChange: {
            /** @description At most 200 characters. */
            name?: string | null;
            /** @description At most 254 characters. */
            email?: string | null;
            /** @description In E.164 with its `+`, or the digits of a national number. Blanks, hyphens and brackets are dropped. */
            phone?: string | null;
            /** @description A BCP 47 tag, 2 to 35 characters. */
            locale?: string | null;
            /** @description A name of the IANA time zone database. */
            time_zone?: string | null;
        };
        /**
         * @description The device's own id.
         * @example DB-7F3A21
         */
        Udid: string;
        /**
         * @description What a member may do, as bits: 1 is to get events and rings, 2 is to watch live.
         * @example 3
         */
        Permission: number;
        /**
         * @description Whether the device is the user's own or shared with them.
         * @example owner
         * @enum {string}
         */
        Role: "owner" | "shared";
        /**
         * @description A camera or doorbell, as the caller sees it.
         * @example {
         *       "udid": "DB-7F3A21",
         *       "owner": "usr_alice",
         *       "permission": 3,
         *       "role": "owner",
         *       "created_at": "2026-03-02T08:15:00Z",
         *       "updated_at": "2026-03-02T08:15:00Z"
         *     }
         */
        Device: {
            udid: components["schemas"]["Udid"];
            name?: string;
            /** @description The user who owns it. */
            owner: components["schemas"]["UserId"];
            permission: components["schemas"]["Permission"];
            role: components["schemas"]["Role"];
            created_at: components["schemas"]["Timestamp"];
            updated_at: components["schemas"]["Timestamp"];
        };
        /** @description A page of devices. */
        DeviceList: {
            items: components["schemas"]["Device"][];
        } & components["schemas"]["ListHead"];
        /**
         * @description Whose device it is, and its name.
         * @example {
         *       "owner": "usr_alice"
         *     }
         */
        DeviceChange: {
            /** @description At most 200 characters. Left out, the name stays; null or `""` takes it away. */
            name?: string | null;
            /** @description The user who owns it from now on. */
            owner: components["schemas"]["UserId"];
        };
        /**
         * @description A camera or doorbell, as it is on record.
         * @example {
         *       "udid": "DB-7F3A21",
         *       "owner": "usr_alice",
         *       "created_at": "2026-03-02T08:15:00Z",
         *       "updated_at": "2026-03-02T08:15:00Z"
         *     }
         */
        DeviceRecord: {
            udid: components["schemas"]["Udid"];
            name?: string;
            /** @description The user who owns it. */
            owner: components["schemas"]["UserId"];
            created_at: components["schemas"]["Timestamp"];
            updated_at: components["schemas"]["Timestamp"];
        };
        /** @description One device on record. */
        DeviceRecordAnswer: {
            data: components["schemas"]["DeviceRecord"];
        } & components["schemas"]["AnswerHead"];
        /**
         * @description A user who belongs to a device.
         * @example {
         *       "user_id": "usr_bob",
         *       "role": "shared",
         *       "permission": 1,
         *       "created_at": "2026-03-02T08:15:00Z"
         *     }
         */
        Member: {
            user_id: components["schemas"]["UserId"];
            role: components["schemas"]["Role"];
            permission: components["schemas"]["Permission"];
            created_at: components["schemas"]["Timestamp"];
        };
        /** @description A page of a device's members. */
        MemberList: {
            items: components["schemas"]["Member"][];
        } & components["schemas"]["ListHead"];
        /**
         * @description What the member may do from now on.
         * @example {
         *       "permission": 1
         *     }
         */
        MemberChange: {
            /** @description 1 is to get events and rings, 2 is to watch live, 3 is both. */
            permission: number;
        };
        /** @description One member of a device. */
        MemberAnswer: {
            data: components["schemas"]["Member"];
        } & components["schemas"]["AnswerHead"];
        /**
         * @description Names what happened, so that it happens once however often it is sent within a day.
         * @example b1946ac9-2d5f-4c1e-8f3a-77f0f5a1c0de
         */
        Guid: string;
        /**
         * @description The address of a picture.
         * @example https://media.example.com/DB-7F3A21/1.jpg
         */
        SnapshotUrl: string;
        /**
         * @description A call from a device to the phones of everybody who gets its events.
         * @example {
         *       "device": "DB-7F3A21"
         *     }
         */
        RingDraft: {
            /** @description The device's own id. */
            device: components["schemas"]["Udid"];
            /**
             * @description What happened; 1 is a ring.
             * @default 1
             */
            type?: number;
            guid?: components["schemas"]["Guid"];
            /** @description 1 to 200 characters. The device's name when left out. */
            title?: string;
            /** @description 1 to 1000 characters. A sentence that fits the type when left out. */
            body?: string;
            snapshot_url?: components["schemas"]["SnapshotUrl"];
            /** @description Members for the app beside the rest. */
            data?: {
                [key: string]: unknown;
            };
            /**
             * @description Seconds after which nobody stands at the door any more.
             * @default 30
             */
            ttl_s?: number;
        };
        /**
         * @description A ring.
         * @example ring_01kjqb03z8e1p8ydm7dk6c2v9r
         */
        RingId: string;
        /**
         * @description Ringing until somebody answers, everybody whom it could reach has rejected it, its sender cancels it, or its time is over.
         * @example ringing
         * @enum {string}
         */
        RingStatus: "ringing" | "answered" | "rejected" | "cancelled" | "expired";
        /**
         * @description A ring that is there, now or from the first time that it was sent.
         * @example {
         *       "ring_id": "ring_01kjqb03z8e1p8ydm7dk6c2v9r",
         *       "status": "ringing",
         *       "targets": 3
         *     }
         */
        PressedRing: {
            ring_id: components["schemas"]["RingId"];
            status: components["schemas"]["RingStatus"];
            /** @description Phones that it goes to. Members without any are in the trace, and not counted. */
            targets: number;
        };
        /** @description A ring that was accepted. */
        PressedRingAnswer: {
            data: components["schemas"]["PressedRing"];
        } & components["schemas"]["AnswerHead"];
        /**
         * @description What happened. Phones know 0 motion, 1 a ring, 2 unlocked by fingerprint, 3 unlocked by password, 4 low battery, 5 and 6 the lock, 8 low and 9 high temperature, 10 sound, 11 emergency, 12 somebody stays, 13 a call from inside, 20 offline, 21 online.
         * @example 1
         */
        EventType: number;
        /**
         * @description One try to reach a phone.
         * @example {
         *       "at": "2026-03-02T13:15:00Z",
         *       "after_ms": 6,
         *       "provider": "apns",
         *       "outcome": "accepted",
         *       "detail": "200",
         *       "duration_ms": 31
         *     }
         */
        RingAttempt: {
            at: components["schemas"]["Timestamp"];
            /** @description When it began, in milliseconds since the ring did. */
            after_ms: number;
            /** @description Whom it was tried with. */
            provider?: string;
            /**
             * @description Accepted by the provider; the token is dead, or suspect, which is perhaps of another app; our account or the message is wrong (misconfigured); put off (deferred); or not tried at all (skipped).
             * @enum {string}
             */
            outcome: "accepted" | "dead" | "suspect" | "misconfigured" | "deferred" | "skipped";
            /** @description The reason in a word, and the provider's own words. */
            detail?: string;
            /** @description How long the provider took. */
            duration_ms: number;
        };
        /**
         * @description One way in which the ring went to a phone, or a member whom it could not reach. Another way to the same phone is a target of its own.
         * @example {
         *       "user_id": "usr_bob",
         *       "status": "failed",
         *       "error": "no_token",
         *       "explanation": "no push token is registered",
         *       "attempts": []
         *     }
         */
        RingTarget: {
            /** @description The push token; left out where there is none. */
            push_token_id?: string;
            user_id: components["schemas"]["UserId"];
            /** @enum {string} */
            platform?: "ios" | "android" | "web" | "desktop";
            /** @description Who carries it. */
            provider?: string;
            status: components["schemas"]["DeliveryStatus"];
            /** @description In a word, why it did not arrive. */
            error?: string;
            /** @description When the phone said that it rang. */
            acked_at?: components["schemas"]["Timestamp"];
            /** @description Why the phone rang or did not, in a sentence for people. */
            explanation: string;
            attempts: components["schemas"]["RingAttempt"][];
        };
        /**
         * @description Everything that happened to a ring.
         * @example {
         *       "ring_id": "ring_01kjqb03z8e1p8ydm7dk6c2v9r",
         *       "device": "DB-7F3A21",
         *       "type": 1,
         *       "status": "ringing",
         *       "created_at": "2026-03-02T13:15:00Z",
         *       "expires_at": "2026-03-02T13:15:30Z",
         *       "targets": []
         *     }
         */
        RingTrace: {
            ring_id: components["schemas"]["RingId"];
            device: components["schemas"]["Udid"];
            type: components["schemas"]["EventType"];
            status: components["schemas"]["RingStatus"];
            created_at: components["schemas"]["Timestamp"];
            expires_at: components["schemas"]["Timestamp"];
            /** @description Who answered. */
            answered_by?: components["schemas"]["UserId"];
            /** @description In the order in which they were made. */
            targets: components["schemas"]["RingTarget"][];
        };
        /** @description The trace of a ring. */
        RingTraceAnswer: {
            data: components["schemas"]["RingTrace"];
        } & components["schemas"]["AnswerHead"];
        /**
         * @description How a ring stands.
         * @example {
         *       "ring_id": "ring_01kjqb03z8e1p8ydm7dk6c2v9r",
         *       "status": "answered",
         *       "answered_by": "usr_bob"
         *     }
         */
        RingState: {
            ring_id: components["schemas"]["RingId"];
            status: components["schemas"]["RingStatus"];
            /** @description Who answered. */
            answered_by?: components["schemas"]["UserId"];
        };
        /** @description How a ring stands. */
        RingStateAnswer: {
            data: components["schemas"]["RingState"];
        } & components["schemas"]["AnswerHead"];
        /**
         * @description The phone in the caller's hand, by one of its push tokens or by its `device_id`. It is not told to stop, and counts as one that rang. A name that is not known is ignored.
         * @example {
         *       "push_token_id": "pt_01kjpstsx0f4gby0h5zbawawy6"
         *     }
         */
        NamedPhone: {
            /** @description A push token of the phone. */
            push_token_id?: string;
            /** @description As the phone registered itself. */
            device_id?: string;
        };
        /**
         * @description Which phone rang.
         * @example {
         *       "push_token_id": "pt_01kjpstsx0f4gby0h5zbawawy6"
         *     }
         */
        RangPhone: {
            /** @description A push token of the phone. May be left out when the ring went to only one phone of the user. */
            push_token_id?: string;
        };
        /**
         * @description Something that happened at a device and calls nobody.
         * @example {
         *       "device": "DB-7F3A21"
         *     }
         */
        EventDraft: {
            /** @description The device's own id. */
            device: components["schemas"]["Udid"];
            /**
             * @description What happened; 0 is motion. 1 is the message that somebody rang.
             * @default 0
             */
            type?: number;
            guid?: components["schemas"]["Guid"];
            /** @description 1 to 200 characters. The device's name when left out. */
            title?: string;
            /** @description 1 to 1000 characters. A sentence that fits the type when left out. */
            body?: string;
            snapshot_url?: components["schemas"]["SnapshotUrl"];
            /** @description Members for the app beside the rest. */
            data?: {
                [key: string]: unknown;
            };
            /**
             * @description Seconds after which it is no news any more.
             * @default 86400
             */
            ttl_s?: number;
        };
        /**
         * @description An event that is there, now or from the first time that it was sent.
         * @example {
         *       "event_id": "msg_01kjqb03z8e1p8ydm7dk6c2v9r",
         *       "targets": 3
         *     }
         */
        SentEvent: {
            event_id: components["schemas"]["MessageId"];
            /** @description Phones that it goes to. */
            targets: number;
        };
        /** @description An event that was accepted. */
        SentEventAnswer: {
            data: components["schemas"]["SentEvent"];
        } & components["schemas"]["AnswerHead"];
        /**
         * @description The members that the provider wants, as an object or as the JSON text of one; at most 65536 characters as text. `concurrency` (sends of one process at once) and `per_second` (of all processes) may be among them. Hosts and URLs have to lead to public addresses. Encrypted at rest.
         * @example {
         *       "host": "mail.example.com",
         *       "from": "doorbell@example.com",
         *       "username": "doorbell",
         *       "password": "correct horse"
         *     }
         */
        ProviderAccountConfig: {
            [key: string]: unknown;
        } | string;
        /**
         * @description An account to be made.
         * @example {
         *       "channel": "email",
         *       "provider": "smtp",
         *       "config": "{\"host\":\"mail.example.com\",\"from\":\"doorbell@example.com\"}"
         *     }
         */
        ProviderAccountDraft: {
            /** @description What is sent by it. It has to be the provider's. */
            channel: components["schemas"]["Channel"];
            /** @description Whose account it is: one of those that this service knows. */
            provider: string;
            config: components["schemas"]["ProviderAccountConfig"];
            /** @description The bundle id of the only app that it sends for. Left out, it sends for every app that has no account of its own, and for those when theirs fail. */
            app_id?: string;
            /**
             * @description The only environment of tokens that it sends to; only for `push`. Left out, both.
             * @enum {string}
             */
            environment?: "production" | "sandbox";
            /**
             * @description Lower ones are tried first.
             * @default 10
             */
            priority?: number;
        };
        /**
         * @description An account at a provider, by which messages of the tenant are sent. Its secrets are never told.
         * @example {
         *       "id": "pvd_01kjpstsx0f4gby0h5zbawawy6",
         *       "tenant_id": "tnt_acme",
         *       "channel": "email",
         *       "provider": "smtp",
         *       "priority": 10,
         *       "is_active": true,
         *       "config": "{\"host\":\"mail.example.com\",\"from\":\"doorbell@example.com\",\"username\":\"doorbell\",\"password\":\"***\"}",
         *       "created_at": "2026-03-02T08:15:00Z",
         *       "updated_at": "2026-03-02T08:15:00Z"
         *     }
         */
        ProviderAccount: {
            id: string;
            tenant_id: components["schemas"]["TenantId"];
            /** @description What is sent by it. */
            channel: components["schemas"]["Channel"];
            /** @description Whose account it is. */
            provider: string;
            /** @description The bundle id of the only app it sends for; left out when it is every app. */
            app_id?: string;
            /**
             * @description The only environment of tokens that it sends to; left out when it is both.
             * @enum {string}
             */
            environment?: "production" | "sandbox";
            /** @description When it is tried: lower ones first, after those of the very app. */
            priority: number;
            /** @description Whether it is sent by. */
            is_active: boolean;
            /** @description Its configuration as JSON, with `"***"` for each secret. Only a `note` where the service cannot open it. */
            config: string;
            created_at: components["schemas"]["Timestamp"];
            updated_at: components["schemas"]["Timestamp"];
        };
        /** @description One account at a provider. */
        ProviderAccountAnswer: {
            data: components["schemas"]["ProviderAccount"];
        } & components["schemas"]["AnswerHead"];
        /**
         * @description What changes. Members left out stay.
         * @example {
         *       "is_active": false
         *     }
         */
        ProviderAccountChange: {
            /** @description Replaces the configuration as a whole. A secret that is `"***"` stays as it is stored; it has to be given again where a member changes that says where it is sent to, such as `host` or `endpoint`. */
            config?: components["schemas"]["ProviderAccountConfig"];
            /** @description Whether it is sent by. */
            is_active?: boolean;
            /** @description Lower ones are tried first. */
            priority?: number;
        };
        /** @description A page of accounts at providers. */
        ProviderAccountList: {
            items: components["schemas"]["ProviderAccount"][];
        } & components["schemas"]["ListHead"];
        /**
         * @description What a check found.
         * @example ok
         * @enum {string}
         */
        Check: "ok" | "failed";
        /**
         * @description Whether the process is well.
         * @example {
         *       "status": "ok",
         *       "checks": {
         *         "database": "ok"
         *       }
         *     }
         */
        Health: {
            /**
             * @description `draining`: it is about to stop and takes nothing new.
             * @enum {string}
             */
            status: "ok" | "unavailable" | "draining";
            /** @description What was looked at, by its name. To be alive nothing is, and it is left out. */
            checks?: {
                [key: string]: components["schemas"]["Check"];
            };
        };
    };
    responses: {
        /** @description A parameter breaks a rule; `errors` names it. */
        InvalidQuery: {
            headers: {
                "X-Request-Id": components["headers"]["RequestId"];
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["ErrorAnswer"];
            };
        };
        /** @description The token is missing, malformed, expired or cannot be verified. Get a new one. */
        Unauthorized: {
            headers: {
                "X-Request-Id": components["headers"]["RequestId"];
                "WWW-Authenticate": components["headers"]["WwwAuthenticate"];
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["ErrorAnswer"];
            };
        };
        /** @description The token names no tenant, or `X-Tenant-ID` names another one. */
        Forbidden: {
            headers: {
                "X-Request-Id": components["headers"]["RequestId"];
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["ErrorAnswer"];
            };
        };
        /** @description Our mistake. Quote `request_id` when reporting it. */
        InternalError: {
            headers: {
                "X-Request-Id": components["headers"]["RequestId"];
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["ErrorAnswer"];
            };
        };
        /** @description The database is away, or the service is too busy or stopping. */
        Unavailable: {
            headers: {
                "X-Request-Id": components["headers"]["RequestId"];
                "Retry-After": components["headers"]["RetryAfter"];
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["ErrorAnswer"];
            };
        };
        /** @description The body breaks a rule, and `errors` names the members; or it cannot be read. */
        InvalidBody: {
            headers: {
                "X-Request-Id": components["headers"]["RequestId"];
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["ErrorAnswer"];
            };
        };
        /** @description The token lacks a scope or a tenant, or `X-Tenant-ID` names another one. */
        ForbiddenScope: {
            headers: {
                "X-Request-Id": components["headers"]["RequestId"];
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["ErrorAnswer"];
            };
        };
        /** @description The first request with this `Idempotency-Key` is still running. */
        StillRunning: {
            headers: {
                "X-Request-Id": components["headers"]["RequestId"];
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["ErrorAnswer"];
            };
        };
        /** @description The body is over 1 MiB. */
        BodyTooLarge: {
            headers: {
                "X-Request-Id": components["headers"]["RequestId"];
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["ErrorAnswer"];
            };
        };
        /** @description The body is not `application/json`. */
        UnsupportedMediaType: {
            headers: {
                "X-Request-Id": components["headers"]["RequestId"];
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["ErrorAnswer"];
            };
        };
        /** @description The `Idempotency-Key` was used with another body. */
        KeyReused: {
            headers: {
                "X-Request-Id": components["headers"]["RequestId"];
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["ErrorAnswer"];
            };
        };
        /** @description The user took more than 20 addresses from other users within a day. */
        TooManyMoves: {
            headers: {
                "X-Request-Id": components["headers"]["RequestId"];
                "Retry-After": components["headers"]["RetryAfter"];
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["ErrorAnswer"];
            };
        };
        /** @description The user has no such push token. */
        PushTokenNotFound: {
            headers: {
                "X-Request-Id": components["headers"]["RequestId"];
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["ErrorAnswer"];
            };
        };
        /** @description A token that its provider or idleness ended, or that moved to another user, cannot be switched on: register it again. Or the first request with this `Idempotency-Key` is still running. */
        PushTokenConflict: {
            headers: {
                "X-Request-Id": components["headers"]["RequestId"];
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["ErrorAnswer"];
            };
        };
        /** @description Done. There is nothing to tell. */
        Empty: {
            headers: {
                "X-Request-Id": components["headers"]["RequestId"];
                "Idempotency-Replayed": components["headers"]["IdempotencyReplayed"];
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["EmptyAnswer"];
            };
        };
        /** @description The request cannot be read, or its `Idempotency-Key` is not one. */
        InvalidWrite: {
            headers: {
                "X-Request-Id": components["headers"]["RequestId"];
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["ErrorAnswer"];
            };
        };
        /** @description The user has no phone that could be reached, or none of this kind. */
        UserUnreachable: {
            headers: {
                "X-Request-Id": components["headers"]["RequestId"];
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["ErrorAnswer"];
            };
        };
        /** @description Something else is scheduled under this `cancel_key`. Or the first request with this `Idempotency-Key` is still running. */
        SendConflict: {
            headers: {
                "X-Request-Id": components["headers"]["RequestId"];
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["ErrorAnswer"];
            };
        };
        /** @description The message is larger than its provider takes, or the body is over 1 MiB. */
        MessageTooLarge: {
            headers: {
                "X-Request-Id": components["headers"]["RequestId"];
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["ErrorAnswer"];
            };
        };
        /** @description The body is over 16 MiB, or the message is larger than its provider takes. */
        BulkTooLarge: {
            headers: {
                "X-Request-Id": components["headers"]["RequestId"];
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["ErrorAnswer"];
            };
        };
        /** @description The request or its body cannot be read, or its `Idempotency-Key` is not one. */
        InvalidTolerated: {
            headers: {
                "X-Request-Id": components["headers"]["RequestId"];
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["ErrorAnswer"];
            };
        };
        /** @description Nothing of it is still to come. */
        ScheduledNotFound: {
            headers: {
                "X-Request-Id": components["headers"]["RequestId"];
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["ErrorAnswer"];
            };
        };
        /** @description The body is not what the provider sends, or the request cannot be read. */
        InvalidReceipt: {
            headers: {
                "X-Request-Id": components["headers"]["RequestId"];
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["ErrorAnswer"];
            };
        };
        /** @description The signature does not fit the body and the account, or its time is off. There may be no such account. */
        SignatureInvalid: {
            headers: {
                "X-Request-Id": components["headers"]["RequestId"];
                "WWW-Authenticate": components["headers"]["WwwAuthenticate"];
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["ErrorAnswer"];
            };
        };
        /** @description The body is over 16 MiB. */
        BatchTooLarge: {
            headers: {
                "X-Request-Id": components["headers"]["RequestId"];
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["ErrorAnswer"];
            };
        };
        /** @description The request cannot be read. */
        MalformedRequest: {
            headers: {
                "X-Request-Id": components["headers"]["RequestId"];
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["ErrorAnswer"];
            };
        };
        /** @description The user has no such notification. */
        NotificationNotFound: {
            headers: {
                "X-Request-Id": components["headers"]["RequestId"];
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["ErrorAnswer"];
            };
        };
        /** @description Nothing is known of the user, or it is not for the caller to see. */
        RecipientNotFound: {
            headers: {
                "X-Request-Id": components["headers"]["RequestId"];
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["ErrorAnswer"];
            };
        };
        /** @description There is no such device, or it is not for the caller to see. */
        DeviceNotFound: {
            headers: {
                "X-Request-Id": components["headers"]["RequestId"];
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["ErrorAnswer"];
            };
        };
        /** @description The caller belongs to the device but does not own it, or the token is for no tenant or another one. */
        ForbiddenMember: {
            headers: {
                "X-Request-Id": components["headers"]["RequestId"];
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["ErrorAnswer"];
            };
        };
        /** @description The owner cannot be changed or removed as a member. Or the first request with this `Idempotency-Key` is still running. */
        MemberConflict: {
            headers: {
                "X-Request-Id": components["headers"]["RequestId"];
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["ErrorAnswer"];
            };
        };
        /** @description There is no such device or member, or it is not for the caller to see. */
        MemberNotFound: {
            headers: {
                "X-Request-Id": components["headers"]["RequestId"];
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["ErrorAnswer"];
            };
        };
        /** @description There is no such device, or nobody belongs to it who gets its events. */
        NobodyToRing: {
            headers: {
                "X-Request-Id": components["headers"]["RequestId"];
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["ErrorAnswer"];
            };
        };
        /** @description There is no such ring, or it is not for the caller to see. */
        RingNotFound: {
            headers: {
                "X-Request-Id": components["headers"]["RequestId"];
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["ErrorAnswer"];
            };
        };
        /** @description The ring is over. Or the first request with this `Idempotency-Key` is still running. */
        RingOver: {
            headers: {
                "X-Request-Id": components["headers"]["RequestId"];
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["ErrorAnswer"];
            };
        };
        /** @description There is no such ring, or it did not go to this phone of the caller. */
        RingTargetNotFound: {
            headers: {
                "X-Request-Id": components["headers"]["RequestId"];
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["ErrorAnswer"];
            };
        };
        /** @description Another account of the provider has this app, environment and priority. Or the first request with this `Idempotency-Key` is still running. */
        ProviderAccountConflict: {
            headers: {
                "X-Request-Id": components["headers"]["RequestId"];
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["ErrorAnswer"];
            };
        };
        /** @description The tenant has no such account. */
        ProviderAccountNotFound: {
            headers: {
                "X-Request-Id": components["headers"]["RequestId"];
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["ErrorAnswer"];
            };
        };
    };
    parameters: {
        /**
         * @description The tenant of the token, said again; any other is answered with 403. A platform administrator chooses a tenant with it.
         * @example tnt_acme
         */
        TenantId: string;
        /**
         * @description A name for this request, found again in the answer and the logs. A value of any other form is replaced by a new one.
         * @example front-door-7f3a21
         */
        RequestId: string;
        /**
         * @description The language of error messages. English unless Chinese is preferred.
         * @example zh-CN, en;q=0.8
         */
        AcceptLanguage: string;
        /**
         * @description Which page, from 1. Ignored next to `cursor`.
         * @example 1
         */
        Page: number;
        /**
         * @description Rows in a page. More than 100 counts as 100.
         * @example 20
         */
        PageSize: number;
        /**
         * @description Continues a list, with the `next_cursor` of the answer before. Opaque; only good for the list it came from.
         * @example MDFranBzdHN4MGY0Z2J5MGg1emJhd2F3eTY
         */
        Cursor: string;
        /**
         * @description Accepted and ignored, whatever it says. The user is the token's.
         * @example usr_alice
         */
        IgnoredUserId: string;
        /**
         * @description Makes the write happen once, however often it is sent within 24 hours. 1 to 255 visible ASCII characters.
         * @example 5f0c7f6e-4a55-4f0e-9f0b-2c1de0a7c6b1
         */
        IdempotencyKey: string;
        /**
         * @description The push token's id.
         * @example pt_01kjpstsx0f4gby0h5zbawawy6
         */
        PushTokenId: string;
        /**
         * @description `wait=N` waits up to N seconds, at most 30, for what becomes of it, and answers that. A preference that makes no sense is ignored.
         * @example wait=10
         */
        Prefer: string;
        /**
         * @description The notification's id.
         * @example ntf_01kjpx8nh0e9ask8adtc02gh5t
         */
        NotificationId: string;
        /**
         * @description The user's id.
         * @example usr_alice
         */
        UserId: components["schemas"]["UserId"];
        /**
         * @description The device's own id, as its maker gave it.
         * @example DB-7F3A21
         */
        Udid: components["schemas"]["Udid"];
        /**
         * @description The ring's id.
         * @example ring_01kjqb03z8e1p8ydm7dk6c2v9r
         */
        RingId: string;
        /**
         * @description The account's id.
         * @example pvd_01kjpstsx0f4gby0h5zbawawy6
         */
        ProviderAccountId: string;
    };
    requestBodies: never;
    headers: {
        /**
         * @description The name of this request, to quote when asking about it.
         * @example front-door-7f3a21
         */
        RequestId: string;
        /**
         * @description How to authenticate.
         * @example Bearer
         */
        WwwAuthenticate: string;
        /**
         * @description Seconds to wait before trying again.
         * @example 5
         */
        RetryAfter: number;
        /**
         * @description There when this is the kept answer to an earlier request with the same `Idempotency-Key`.
         * @example true
         */
        IdempotencyReplayed: "true";
        /**
         * @description There when the outcomes were waited for, with the longest time that was meant: `wait=30` where more was asked for.
         * @example wait=10
         */
        PreferenceApplied: string;
    };
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    listPushTokens: {
        parameters: {
            query?: {
                /**
                 * @description Only tokens of this platform.
                 * @example ios
                 */
                platform?: components["schemas"]["Platform"];
                /**
                 * @description Which page, from 1. Ignored next to `cursor`.
                 * @example 1
                 */
                page?: components["parameters"]["Page"];
                /**
                 * @description Rows in a page. More than 100 counts as 100.
                 * @example 20
                 */
                page_size?: components["parameters"]["PageSize"];
                /**
                 * @description Continues a list, with the `next_cursor` of the answer before. Opaque; only good for the list it came from.
                 * @example MDFranBzdHN4MGY0Z2J5MGg1emJhd2F3eTY
                 */
                cursor?: components["parameters"]["Cursor"];
                /**
                 * @description Accepted and ignored, whatever it says. The user is the token's.
                 * @example usr_alice
                 */
                user_id?: components["parameters"]["IgnoredUserId"];
            };
            header?: {
                /**
                 * @description The tenant of the token, said again; any other is answered with 403. A platform administrator chooses a tenant with it.
                 * @example tnt_acme
                 */
                "X-Tenant-ID"?: components["parameters"]["TenantId"];
                /**
                 * @description A name for this request, found again in the answer and the logs. A value of any other form is replaced by a new one.
                 * @example front-door-7f3a21
                 */
                "X-Request-Id"?: components["parameters"]["RequestId"];
                /**
                 * @description The language of error messages. English unless Chinese is preferred.
                 * @example zh-CN, en;q=0.8
                 */
                "Accept-Language"?: components["parameters"]["AcceptLanguage"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of push tokens. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PushTokenList"];
                };
            };
            400: components["responses"]["InvalidQuery"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["Unavailable"];
        };
    };
    registerPushToken: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description The tenant of the token, said again; any other is answered with 403. A platform administrator chooses a tenant with it.
                 * @example tnt_acme
                 */
                "X-Tenant-ID"?: components["parameters"]["TenantId"];
                /**
                 * @description A name for this request, found again in the answer and the logs. A value of any other form is replaced by a new one.
                 * @example front-door-7f3a21
                 */
                "X-Request-Id"?: components["parameters"]["RequestId"];
                /**
                 * @description The language of error messages. English unless Chinese is preferred.
                 * @example zh-CN, en;q=0.8
                 */
                "Accept-Language"?: components["parameters"]["AcceptLanguage"];
                /**
                 * @description Makes the write happen once, however often it is sent within 24 hours. 1 to 255 visible ASCII characters.
                 * @example 5f0c7f6e-4a55-4f0e-9f0b-2c1de0a7c6b1
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PushTokenRegistration"];
            };
        };
        responses: {
            /** @description It was known, and is refreshed. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "Idempotency-Replayed": components["headers"]["IdempotencyReplayed"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PushTokenAnswer"];
                };
            };
            /** @description It is registered. */
            201: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "Idempotency-Replayed": components["headers"]["IdempotencyReplayed"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PushTokenAnswer"];
                };
            };
            400: components["responses"]["InvalidBody"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["ForbiddenScope"];
            409: components["responses"]["StillRunning"];
            413: components["responses"]["BodyTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["KeyReused"];
            429: components["responses"]["TooManyMoves"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["Unavailable"];
        };
    };
    updatePushToken: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description The tenant of the token, said again; any other is answered with 403. A platform administrator chooses a tenant with it.
                 * @example tnt_acme
                 */
                "X-Tenant-ID"?: components["parameters"]["TenantId"];
                /**
                 * @description A name for this request, found again in the answer and the logs. A value of any other form is replaced by a new one.
                 * @example front-door-7f3a21
                 */
                "X-Request-Id"?: components["parameters"]["RequestId"];
                /**
                 * @description The language of error messages. English unless Chinese is preferred.
                 * @example zh-CN, en;q=0.8
                 */
                "Accept-Language"?: components["parameters"]["AcceptLanguage"];
                /**
                 * @description Makes the write happen once, however often it is sent within 24 hours. 1 to 255 visible ASCII characters.
                 * @example 5f0c7f6e-4a55-4f0e-9f0b-2c1de0a7c6b1
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                /**
                 * @description The push token's id.
                 * @example pt_01kjpstsx0f4gby0h5zbawawy6
                 */
                id: components["parameters"]["PushTokenId"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PushTokenChange"];
            };
        };
        responses: {
            /** @description The token as it is now. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "Idempotency-Replayed": components["headers"]["IdempotencyReplayed"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PushTokenAnswer"];
                };
            };
            400: components["responses"]["InvalidBody"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["PushTokenNotFound"];
            409: components["responses"]["PushTokenConflict"];
            413: components["responses"]["BodyTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["KeyReused"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["Unavailable"];
        };
    };
    deactivatePushToken: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description The tenant of the token, said again; any other is answered with 403. A platform administrator chooses a tenant with it.
                 * @example tnt_acme
                 */
                "X-Tenant-ID"?: components["parameters"]["TenantId"];
                /**
                 * @description A name for this request, found again in the answer and the logs. A value of any other form is replaced by a new one.
                 * @example front-door-7f3a21
                 */
                "X-Request-Id"?: components["parameters"]["RequestId"];
                /**
                 * @description The language of error messages. English unless Chinese is preferred.
                 * @example zh-CN, en;q=0.8
                 */
                "Accept-Language"?: components["parameters"]["AcceptLanguage"];
                /**
                 * @description Makes the write happen once, however often it is sent within 24 hours. 1 to 255 visible ASCII characters.
                 * @example 5f0c7f6e-4a55-4f0e-9f0b-2c1de0a7c6b1
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                /**
                 * @description The push token's id.
                 * @example pt_01kjpstsx0f4gby0h5zbawawy6
                 */
                id: components["parameters"]["PushTokenId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: components["responses"]["Empty"];
            400: components["responses"]["InvalidWrite"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["PushTokenNotFound"];
            409: components["responses"]["StillRunning"];
            422: components["responses"]["KeyReused"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["Unavailable"];
        };
    };
    listPushTokenHistory: {
        parameters: {
            query?: {
                /**
                 * @description Which page, from 1. Ignored next to `cursor`.
                 * @example 1
                 */
                page?: components["parameters"]["Page"];
                /**
                 * @description Rows in a page. More than 100 counts as 100.
                 * @example 20
                 */
                page_size?: components["parameters"]["PageSize"];
                /**
                 * @description Continues a list, with the `next_cursor` of the answer before. Opaque; only good for the list it came from.
                 * @example MDFranBzdHN4MGY0Z2J5MGg1emJhd2F3eTY
                 */
                cursor?: components["parameters"]["Cursor"];
            };
            header?: {
                /**
                 * @description The tenant of the token, said again; any other is answered with 403. A platform administrator chooses a tenant with it.
                 * @example tnt_acme
                 */
                "X-Tenant-ID"?: components["parameters"]["TenantId"];
                /**
                 * @description A name for this request, found again in the answer and the logs. A value of any other form is replaced by a new one.
                 * @example front-door-7f3a21
                 */
                "X-Request-Id"?: components["parameters"]["RequestId"];
                /**
                 * @description The language of error messages. English unless Chinese is preferred.
                 * @example zh-CN, en;q=0.8
                 */
                "Accept-Language"?: components["parameters"]["AcceptLanguage"];
            };
            path: {
                /**
                 * @description The push token's id.
                 * @example pt_01kjpstsx0f4gby0h5zbawawy6
                 */
                id: components["parameters"]["PushTokenId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of events. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PushTokenHistory"];
                };
            };
            400: components["responses"]["InvalidQuery"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["PushTokenNotFound"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["Unavailable"];
        };
    };
    sendPush: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description The tenant of the token, said again; any other is answered with 403. A platform administrator chooses a tenant with it.
                 * @example tnt_acme
                 */
                "X-Tenant-ID"?: components["parameters"]["TenantId"];
                /**
                 * @description A name for this request, found again in the answer and the logs. A value of any other form is replaced by a new one.
                 * @example front-door-7f3a21
                 */
                "X-Request-Id"?: components["parameters"]["RequestId"];
                /**
                 * @description The language of error messages. English unless Chinese is preferred.
                 * @example zh-CN, en;q=0.8
                 */
                "Accept-Language"?: components["parameters"]["AcceptLanguage"];
                /**
                 * @description Makes the write happen once, however often it is sent within 24 hours. 1 to 255 visible ASCII characters.
                 * @example 5f0c7f6e-4a55-4f0e-9f0b-2c1de0a7c6b1
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
                /**
                 * @description `wait=N` waits up to N seconds, at most 30, for what becomes of it, and answers that. A preference that makes no sense is ignored.
                 * @example wait=10
                 */
                Prefer?: components["parameters"]["Prefer"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PushDraft"];
            };
        };
        responses: {
            /** @description How many phones it goes to. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "Idempotency-Replayed": components["headers"]["IdempotencyReplayed"];
                    "Preference-Applied": components["headers"]["PreferenceApplied"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PushAnswer"];
                };
            };
            400: components["responses"]["InvalidBody"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["ForbiddenScope"];
            404: components["responses"]["UserUnreachable"];
            409: components["responses"]["SendConflict"];
            413: components["responses"]["MessageTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["KeyReused"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["Unavailable"];
        };
    };
    sendSms: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description The tenant of the token, said again; any other is answered with 403. A platform administrator chooses a tenant with it.
                 * @example tnt_acme
                 */
                "X-Tenant-ID"?: components["parameters"]["TenantId"];
                /**
                 * @description A name for this request, found again in the answer and the logs. A value of any other form is replaced by a new one.
                 * @example front-door-7f3a21
                 */
                "X-Request-Id"?: components["parameters"]["RequestId"];
                /**
                 * @description The language of error messages. English unless Chinese is preferred.
                 * @example zh-CN, en;q=0.8
                 */
                "Accept-Language"?: components["parameters"]["AcceptLanguage"];
                /**
                 * @description Makes the write happen once, however often it is sent within 24 hours. 1 to 255 visible ASCII characters.
                 * @example 5f0c7f6e-4a55-4f0e-9f0b-2c1de0a7c6b1
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
                /**
                 * @description `wait=N` waits up to N seconds, at most 30, for what becomes of it, and answers that. A preference that makes no sense is ignored.
                 * @example wait=10
                 */
                Prefer?: components["parameters"]["Prefer"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SmsDraft"];
            };
        };
        responses: {
            /** @description Its row of the delivery log. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "Idempotency-Replayed": components["headers"]["IdempotencyReplayed"];
                    "Preference-Applied": components["headers"]["PreferenceApplied"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DeliveryAnswer"];
                };
            };
            400: components["responses"]["InvalidBody"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["ForbiddenScope"];
            409: components["responses"]["SendConflict"];
            413: components["responses"]["BodyTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["KeyReused"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["Unavailable"];
        };
    };
    sendEmail: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description The tenant of the token, said again; any other is answered with 403. A platform administrator chooses a tenant with it.
                 * @example tnt_acme
                 */
                "X-Tenant-ID"?: components["parameters"]["TenantId"];
                /**
                 * @description A name for this request, found again in the answer and the logs. A value of any other form is replaced by a new one.
                 * @example front-door-7f3a21
                 */
                "X-Request-Id"?: components["parameters"]["RequestId"];
                /**
                 * @description The language of error messages. English unless Chinese is preferred.
                 * @example zh-CN, en;q=0.8
                 */
                "Accept-Language"?: components["parameters"]["AcceptLanguage"];
                /**
                 * @description Makes the write happen once, however often it is sent within 24 hours. 1 to 255 visible ASCII characters.
                 * @example 5f0c7f6e-4a55-4f0e-9f0b-2c1de0a7c6b1
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
                /**
                 * @description `wait=N` waits up to N seconds, at most 30, for what becomes of it, and answers that. A preference that makes no sense is ignored.
                 * @example wait=10
                 */
                Prefer?: components["parameters"]["Prefer"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["EmailDraft"];
            };
        };
        responses: {
            /** @description Its row of the delivery log. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "Idempotency-Replayed": components["headers"]["IdempotencyReplayed"];
                    "Preference-Applied": components["headers"]["PreferenceApplied"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DeliveryAnswer"];
                };
            };
            400: components["responses"]["InvalidBody"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["ForbiddenScope"];
            409: components["responses"]["SendConflict"];
            413: components["responses"]["BodyTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["KeyReused"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["Unavailable"];
        };
    };
    sendBulk: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description The tenant of the token, said again; any other is answered with 403. A platform administrator chooses a tenant with it.
                 * @example tnt_acme
                 */
                "X-Tenant-ID"?: components["parameters"]["TenantId"];
                /**
                 * @description A name for this request, found again in the answer and the logs. A value of any other form is replaced by a new one.
                 * @example front-door-7f3a21
                 */
                "X-Request-Id"?: components["parameters"]["RequestId"];
                /**
                 * @description The language of error messages. English unless Chinese is preferred.
                 * @example zh-CN, en;q=0.8
                 */
                "Accept-Language"?: components["parameters"]["AcceptLanguage"];
                /**
                 * @description Makes the write happen once, however often it is sent within 24 hours. 1 to 255 visible ASCII characters.
                 * @example 5f0c7f6e-4a55-4f0e-9f0b-2c1de0a7c6b1
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
                /**
                 * @description `wait=N` waits up to N seconds, at most 30, for what becomes of it, and answers that. A preference that makes no sense is ignored.
                 * @example wait=10
                 */
                Prefer?: components["parameters"]["Prefer"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["BulkDraft"];
            };
        };
        responses: {
            /** @description The rows of the log. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "Idempotency-Replayed": components["headers"]["IdempotencyReplayed"];
                    "Preference-Applied": components["headers"]["PreferenceApplied"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BulkAnswer"];
                };
            };
            400: components["responses"]["InvalidBody"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["ForbiddenScope"];
            409: components["responses"]["SendConflict"];
            413: components["responses"]["BulkTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["KeyReused"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["Unavailable"];
        };
    };
    cancelScheduled: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description The tenant of the token, said again; any other is answered with 403. A platform administrator chooses a tenant with it.
                 * @example tnt_acme
                 */
                "X-Tenant-ID"?: components["parameters"]["TenantId"];
                /**
                 * @description A name for this request, found again in the answer and the logs. A value of any other form is replaced by a new one.
                 * @example front-door-7f3a21
                 */
                "X-Request-Id"?: components["parameters"]["RequestId"];
                /**
                 * @description The language of error messages. English unless Chinese is preferred.
                 * @example zh-CN, en;q=0.8
                 */
                "Accept-Language"?: components["parameters"]["AcceptLanguage"];
                /**
                 * @description Makes the write happen once, however often it is sent within 24 hours. 1 to 255 visible ASCII characters.
                 * @example 5f0c7f6e-4a55-4f0e-9f0b-2c1de0a7c6b1
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                /**
                 * @description A `cancel_key`, or the id of a message or of a row of the log.
                 * @example order-123
                 */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": Record<string, never>;
            };
        };
        responses: {
            /** @description How much was called off. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "Idempotency-Replayed": components["headers"]["IdempotencyReplayed"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CancelledAnswer"];
                };
            };
            400: components["responses"]["InvalidTolerated"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["ForbiddenScope"];
            404: components["responses"]["ScheduledNotFound"];
            409: components["responses"]["StillRunning"];
            413: components["responses"]["BodyTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["KeyReused"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["Unavailable"];
        };
    };
    receiveCallback: {
        parameters: {
            query: {
                /**
                 * @description The account's id.
                 * @example pvd_01kjpstsx0f4gby0h5zbawawy6
                 */
                account: string;
            };
            header: {
                /**
                 * @description A name for this request, found again in the answer and the logs. A value of any other form is replaced by a new one.
                 * @example front-door-7f3a21
                 */
                "X-Request-Id"?: components["parameters"]["RequestId"];
                /**
                 * @description The language of error messages. English unless Chinese is preferred.
                 * @example zh-CN, en;q=0.8
                 */
                "Accept-Language"?: components["parameters"]["AcceptLanguage"];
                /**
                 * @description The time in seconds since 1970, and the HMAC-SHA-256 of what is signed, in hexadecimal.
                 * @example t=1772457300,v1=5257a869e7ecebeda32affa62cdca3fa51cad7e77a0e56ff536d0ce8e108d8bd
                 */
                "X-Ringpost-Signature": string;
            };
            path: {
                /**
                 * @description The provider, as its account names it.
                 * @example smtp
                 */
                provider: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Receipt"];
                /**
                 * @example Content-Type: multipart/report; report-type=delivery-status; boundary=x
                 *
                 *     --x
                 *     Content-Type: message/delivery-status
                 *
                 *     Original-Envelope-Id: 019ca775-ae4e-7a0e-92a1-7be0e8f4c9a1
                 *
                 *     Action: failed
                 *     Status: 5.1.1
                 *
                 *     --x--
                 */
                "message/rfc822": string;
            };
        };
        responses: {
            /** @description It was understood. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ReceiptAnswer"];
                };
            };
            400: components["responses"]["InvalidReceipt"];
            401: components["responses"]["SignatureInvalid"];
            413: components["responses"]["BodyTooLarge"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["Unavailable"];
        };
    };
    listDeliveries: {
        parameters: {
            query?: {
                /**
                 * @description Only deliveries on this channel.
                 * @example push
                 */
                channel?: components["schemas"]["Channel"];
                /**
                 * @description Only deliveries in this status. `queued` means `pending`.
                 * @example failed
                 */
                status?: "pending" | "sent" | "failed" | "delivered" | "scheduled" | "cancelled" | "queued";
                /**
                 * @description Which page, from 1. Ignored next to `cursor`.
                 * @example 1
                 */
                page?: components["parameters"]["Page"];
                /**
                 * @description Rows in a page. More than 100 counts as 100.
                 * @example 20
                 */
                page_size?: components["parameters"]["PageSize"];
                /**
                 * @description Continues a list, with the `next_cursor` of the answer before. Opaque; only good for the list it came from.
                 * @example MDFranBzdHN4MGY0Z2J5MGg1emJhd2F3eTY
                 */
                cursor?: components["parameters"]["Cursor"];
                /**
                 * @description Accepted and ignored, whatever it says. The user is the token's.
                 * @example usr_alice
                 */
                user_id?: components["parameters"]["IgnoredUserId"];
            };
            header?: {
                /**
                 * @description The tenant of the token, said again; any other is answered with 403. A platform administrator chooses a tenant with it.
                 * @example tnt_acme
                 */
                "X-Tenant-ID"?: components["parameters"]["TenantId"];
                /**
                 * @description A name for this request, found again in the answer and the logs. A value of any other form is replaced by a new one.
                 * @example front-door-7f3a21
                 */
                "X-Request-Id"?: components["parameters"]["RequestId"];
                /**
                 * @description The language of error messages. English unless Chinese is preferred.
                 * @example zh-CN, en;q=0.8
                 */
                "Accept-Language"?: components["parameters"]["AcceptLanguage"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of the delivery log. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DeliveryList"];
                };
            };
            400: components["responses"]["InvalidQuery"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["Unavailable"];
        };
    };
    listNotifications: {
        parameters: {
            query?: {
                /**
                 * @description Leaves out what was read.
                 * @example true
                 */
                unread_only?: boolean;
                /**
                 * @description Only notifications of this type.
                 * @example security
                 */
                type?: string;
                /**
                 * @description Which page, from 1. Ignored next to `cursor`.
                 * @example 1
                 */
                page?: components["parameters"]["Page"];
                /**
                 * @description Rows in a page. More than 100 counts as 100.
                 * @example 20
                 */
                page_size?: components["parameters"]["PageSize"];
                /**
                 * @description Continues a list, with the `next_cursor` of the answer before. Opaque; only good for the list it came from.
                 * @example MDFranBzdHN4MGY0Z2J5MGg1emJhd2F3eTY
                 */
                cursor?: components["parameters"]["Cursor"];
            };
            header?: {
                /**
                 * @description The tenant of the token, said again; any other is answered with 403. A platform administrator chooses a tenant with it.
                 * @example tnt_acme
                 */
                "X-Tenant-ID"?: components["parameters"]["TenantId"];
                /**
                 * @description A name for this request, found again in the answer and the logs. A value of any other form is replaced by a new one.
                 * @example front-door-7f3a21
                 */
                "X-Request-Id"?: components["parameters"]["RequestId"];
                /**
                 * @description The language of error messages. English unless Chinese is preferred.
                 * @example zh-CN, en;q=0.8
                 */
                "Accept-Language"?: components["parameters"]["AcceptLanguage"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of the inbox. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["NotificationList"];
                };
            };
            400: components["responses"]["InvalidQuery"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["Unavailable"];
        };
    };
    createNotification: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description The tenant of the token, said again; any other is answered with 403. A platform administrator chooses a tenant with it.
                 * @example tnt_acme
                 */
                "X-Tenant-ID"?: components["parameters"]["TenantId"];
                /**
                 * @description A name for this request, found again in the answer and the logs. A value of any other form is replaced by a new one.
                 * @example front-door-7f3a21
                 */
                "X-Request-Id"?: components["parameters"]["RequestId"];
                /**
                 * @description The language of error messages. English unless Chinese is preferred.
                 * @example zh-CN, en;q=0.8
                 */
                "Accept-Language"?: components["parameters"]["AcceptLanguage"];
                /**
                 * @description Makes the write happen once, however often it is sent within 24 hours. 1 to 255 visible ASCII characters.
                 * @example 5f0c7f6e-4a55-4f0e-9f0b-2c1de0a7c6b1
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NotificationDraft"];
            };
        };
        responses: {
            /** @description The notification as the user sees it. */
            201: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "Idempotency-Replayed": components["headers"]["IdempotencyReplayed"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["NotificationAnswer"];
                };
            };
            400: components["responses"]["InvalidBody"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["ForbiddenScope"];
            409: components["responses"]["StillRunning"];
            413: components["responses"]["BodyTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["KeyReused"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["Unavailable"];
        };
    };
    createNotificationBatch: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description The tenant of the token, said again; any other is answered with 403. A platform administrator chooses a tenant with it.
                 * @example tnt_acme
                 */
                "X-Tenant-ID"?: components["parameters"]["TenantId"];
                /**
                 * @description A name for this request, found again in the answer and the logs. A value of any other form is replaced by a new one.
                 * @example front-door-7f3a21
                 */
                "X-Request-Id"?: components["parameters"]["RequestId"];
                /**
                 * @description The language of error messages. English unless Chinese is preferred.
                 * @example zh-CN, en;q=0.8
                 */
                "Accept-Language"?: components["parameters"]["AcceptLanguage"];
                /**
                 * @description Makes the write happen once, however often it is sent within 24 hours. 1 to 255 visible ASCII characters.
                 * @example 5f0c7f6e-4a55-4f0e-9f0b-2c1de0a7c6b1
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NotificationBatchDraft"];
            };
        };
        responses: {
            /** @description What was written. */
            201: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "Idempotency-Replayed": components["headers"]["IdempotencyReplayed"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["NotificationBatchAnswer"];
                };
            };
            400: components["responses"]["InvalidBody"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["ForbiddenScope"];
            409: components["responses"]["StillRunning"];
            413: components["responses"]["BatchTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["KeyReused"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["Unavailable"];
        };
    };
    listUnreadNotifications: {
        parameters: {
            query?: {
                /**
                 * @description Which page, from 1. Ignored next to `cursor`.
                 * @example 1
                 */
                page?: components["parameters"]["Page"];
                /**
                 * @description Rows in a page. More than 100 counts as 100. Without it 20 when `page` is given, else 100.
                 * @example 20
                 */
                page_size?: number;
                /**
                 * @description Continues a list, with the `next_cursor` of the answer before. Opaque; only good for the list it came from.
                 * @example MDFranBzdHN4MGY0Z2J5MGg1emJhd2F3eTY
                 */
                cursor?: components["parameters"]["Cursor"];
            };
            header?: {
                /**
                 * @description The tenant of the token, said again; any other is answered with 403. A platform administrator chooses a tenant with it.
                 * @example tnt_acme
                 */
                "X-Tenant-ID"?: components["parameters"]["TenantId"];
                /**
                 * @description A name for this request, found again in the answer and the logs. A value of any other form is replaced by a new one.
                 * @example front-door-7f3a21
                 */
                "X-Request-Id"?: components["parameters"]["RequestId"];
                /**
                 * @description The language of error messages. English unless Chinese is preferred.
                 * @example zh-CN, en;q=0.8
                 */
                "Accept-Language"?: components["parameters"]["AcceptLanguage"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of unread notifications. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["NotificationList"];
                };
            };
            400: components["responses"]["InvalidQuery"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["Unavailable"];
        };
    };
    countUnreadNotifications: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description The tenant of the token, said again; any other is answered with 403. A platform administrator chooses a tenant with it.
                 * @example tnt_acme
                 */
                "X-Tenant-ID"?: components["parameters"]["TenantId"];
                /**
                 * @description A name for this request, found again in the answer and the logs. A value of any other form is replaced by a new one.
                 * @example front-door-7f3a21
                 */
                "X-Request-Id"?: components["parameters"]["RequestId"];
                /**
                 * @description The language of error messages. English unless Chinese is preferred.
                 * @example zh-CN, en;q=0.8
                 */
                "Accept-Language"?: components["parameters"]["AcceptLanguage"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The count. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["UnreadCountAnswer"];
                };
            };
            400: components["responses"]["MalformedRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["Unavailable"];
        };
    };
    markAllNotificationsRead: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description The tenant of the token, said again; any other is answered with 403. A platform administrator chooses a tenant with it.
                 * @example tnt_acme
                 */
                "X-Tenant-ID"?: components["parameters"]["TenantId"];
                /**
                 * @description A name for this request, found again in the answer and the logs. A value of any other form is replaced by a new one.
                 * @example front-door-7f3a21
                 */
                "X-Request-Id"?: components["parameters"]["RequestId"];
                /**
                 * @description The language of error messages. English unless Chinese is preferred.
                 * @example zh-CN, en;q=0.8
                 */
                "Accept-Language"?: components["parameters"]["AcceptLanguage"];
                /**
                 * @description Makes the write happen once, however often it is sent within 24 hours. 1 to 255 visible ASCII characters.
                 * @example 5f0c7f6e-4a55-4f0e-9f0b-2c1de0a7c6b1
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description How many it were. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "Idempotency-Replayed": components["headers"]["IdempotencyReplayed"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MarkedReadAnswer"];
                };
            };
            400: components["responses"]["InvalidWrite"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            409: components["responses"]["StillRunning"];
            422: components["responses"]["KeyReused"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["Unavailable"];
        };
    };
    getNotification: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description The tenant of the token, said again; any other is answered with 403. A platform administrator chooses a tenant with it.
                 * @example tnt_acme
                 */
                "X-Tenant-ID"?: components["parameters"]["TenantId"];
                /**
                 * @description A name for this request, found again in the answer and the logs. A value of any other form is replaced by a new one.
                 * @example front-door-7f3a21
                 */
                "X-Request-Id"?: components["parameters"]["RequestId"];
                /**
                 * @description The language of error messages. English unless Chinese is preferred.
                 * @example zh-CN, en;q=0.8
                 */
                "Accept-Language"?: components["parameters"]["AcceptLanguage"];
            };
            path: {
                /**
                 * @description The notification's id.
                 * @example ntf_01kjpx8nh0e9ask8adtc02gh5t
                 */
                id: components["parameters"]["NotificationId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The notification. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["NotificationAnswer"];
                };
            };
            400: components["responses"]["MalformedRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotificationNotFound"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["Unavailable"];
        };
    };
    deleteNotification: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description The tenant of the token, said again; any other is answered with 403. A platform administrator chooses a tenant with it.
                 * @example tnt_acme
                 */
                "X-Tenant-ID"?: components["parameters"]["TenantId"];
                /**
                 * @description A name for this request, found again in the answer and the logs. A value of any other form is replaced by a new one.
                 * @example front-door-7f3a21
                 */
                "X-Request-Id"?: components["parameters"]["RequestId"];
                /**
                 * @description The language of error messages. English unless Chinese is preferred.
                 * @example zh-CN, en;q=0.8
                 */
                "Accept-Language"?: components["parameters"]["AcceptLanguage"];
                /**
                 * @description Makes the write happen once, however often it is sent within 24 hours. 1 to 255 visible ASCII characters.
                 * @example 5f0c7f6e-4a55-4f0e-9f0b-2c1de0a7c6b1
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                /**
                 * @description The notification's id.
                 * @example ntf_01kjpx8nh0e9ask8adtc02gh5t
                 */
                id: components["parameters"]["NotificationId"];
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": Record<string, never>;
            };
        };
        responses: {
            /** @description It is gone. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "Idempotency-Replayed": components["headers"]["IdempotencyReplayed"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DeletedNotificationAnswer"];
                };
            };
            400: components["responses"]["InvalidTolerated"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotificationNotFound"];
            409: components["responses"]["StillRunning"];
            413: components["responses"]["BodyTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["KeyReused"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["Unavailable"];
        };
    };
    markNotificationRead: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description The tenant of the token, said again; any other is answered with 403. A platform administrator chooses a tenant with it.
                 * @example tnt_acme
                 */
                "X-Tenant-ID"?: components["parameters"]["TenantId"];
                /**
                 * @description A name for this request, found again in the answer and the logs. A value of any other form is replaced by a new one.
                 * @example front-door-7f3a21
                 */
                "X-Request-Id"?: components["parameters"]["RequestId"];
                /**
                 * @description The language of error messages. English unless Chinese is preferred.
                 * @example zh-CN, en;q=0.8
                 */
                "Accept-Language"?: components["parameters"]["AcceptLanguage"];
                /**
                 * @description Makes the write happen once, however often it is sent within 24 hours. 1 to 255 visible ASCII characters.
                 * @example 5f0c7f6e-4a55-4f0e-9f0b-2c1de0a7c6b1
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                /**
                 * @description The notification's id.
                 * @example ntf_01kjpx8nh0e9ask8adtc02gh5t
                 */
                id: components["parameters"]["NotificationId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Whether it was unread before. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "Idempotency-Replayed": components["headers"]["IdempotencyReplayed"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MarkedReadAnswer"];
                };
            };
            400: components["responses"]["InvalidWrite"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotificationNotFound"];
            409: components["responses"]["StillRunning"];
            422: components["responses"]["KeyReused"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["Unavailable"];
        };
    };
    markNotificationUnread: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description The tenant of the token, said again; any other is answered with 403. A platform administrator chooses a tenant with it.
                 * @example tnt_acme
                 */
                "X-Tenant-ID"?: components["parameters"]["TenantId"];
                /**
                 * @description A name for this request, found again in the answer and the logs. A value of any other form is replaced by a new one.
                 * @example front-door-7f3a21
                 */
                "X-Request-Id"?: components["parameters"]["RequestId"];
                /**
                 * @description The language of error messages. English unless Chinese is preferred.
                 * @example zh-CN, en;q=0.8
                 */
                "Accept-Language"?: components["parameters"]["AcceptLanguage"];
                /**
                 * @description Makes the write happen once, however often it is sent within 24 hours. 1 to 255 visible ASCII characters.
                 * @example 5f0c7f6e-4a55-4f0e-9f0b-2c1de0a7c6b1
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                /**
                 * @description The notification's id.
                 * @example ntf_01kjpx8nh0e9ask8adtc02gh5t
                 */
                id: components["parameters"]["NotificationId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: components["responses"]["Empty"];
            400: components["responses"]["InvalidWrite"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotificationNotFound"];
            409: components["responses"]["StillRunning"];
            422: components["responses"]["KeyReused"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["Unavailable"];
        };
    };
    getRecipient: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description The tenant of the token, said again; any other is answered with 403. A platform administrator chooses a tenant with it.
                 * @example tnt_acme
                 */
                "X-Tenant-ID"?: components["parameters"]["TenantId"];
                /**
                 * @description A name for this request, found again in the answer and the logs. A value of any other form is replaced by a new one.
                 * @example front-door-7f3a21
                 */
                "X-Request-Id"?: components["parameters"]["RequestId"];
                /**
                 * @description The language of error messages. English unless Chinese is preferred.
                 * @example zh-CN, en;q=0.8
                 */
                "Accept-Language"?: components["parameters"]["AcceptLanguage"];
            };
            path: {
                /**
                 * @description The user's id.
                 * @example usr_alice
                 */
                user_id: components["parameters"]["UserId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What is known. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RecipientAnswer"];
                };
            };
            400: components["responses"]["MalformedRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["ForbiddenScope"];
            404: components["responses"]["RecipientNotFound"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["Unavailable"];
        };
    };
    changeRecipient: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description The tenant of the token, said again; any other is answered with 403. A platform administrator chooses a tenant with it.
                 * @example tnt_acme
                 */
                "X-Tenant-ID"?: components["parameters"]["TenantId"];
                /**
                 * @description A name for this request, found again in the answer and the logs. A value of any other form is replaced by a new one.
                 * @example front-door-7f3a21
                 */
                "X-Request-Id"?: components["parameters"]["RequestId"];
                /**
                 * @description The language of error messages. English unless Chinese is preferred.
                 * @example zh-CN, en;q=0.8
                 */
                "Accept-Language"?: components["parameters"]["AcceptLanguage"];
                /**
                 * @description Makes the write happen once, however often it is sent within 24 hours. 1 to 255 visible ASCII characters.
                 * @example 5f0c7f6e-4a55-4f0e-9f0b-2c1de0a7c6b1
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                /**
                 * @description The user's id.
                 * @example usr_alice
                 */
                user_id: components["parameters"]["UserId"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["RecipientChange"];
            };
        };
        responses: {
            /** @description What is known now. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "Idempotency-Replayed": components["headers"]["IdempotencyReplayed"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RecipientAnswer"];
                };
            };
            400: components["responses"]["InvalidBody"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["ForbiddenScope"];
            409: components["responses"]["StillRunning"];
            413: components["responses"]["BodyTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["KeyReused"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["Unavailable"];
        };
    };
    listDevices: {
        parameters: {
            query?: {
                /**
                 * @description Which page, from 1. Ignored next to `cursor`.
                 * @example 1
                 */
                page?: components["parameters"]["Page"];
                /**
                 * @description Rows in a page. More than 100 counts as 100.
                 * @example 20
                 */
                page_size?: components["parameters"]["PageSize"];
                /**
                 * @description Continues a list, with the `next_cursor` of the answer before. Opaque; only good for the list it came from.
                 * @example MDFranBzdHN4MGY0Z2J5MGg1emJhd2F3eTY
                 */
                cursor?: components["parameters"]["Cursor"];
            };
            header?: {
                /**
                 * @description The tenant of the token, said again; any other is answered with 403. A platform administrator chooses a tenant with it.
                 * @example tnt_acme
                 */
                "X-Tenant-ID"?: components["parameters"]["TenantId"];
                /**
                 * @description A name for this request, found again in the answer and the logs. A value of any other form is replaced by a new one.
                 * @example front-door-7f3a21
                 */
                "X-Request-Id"?: components["parameters"]["RequestId"];
                /**
                 * @description The language of error messages. English unless Chinese is preferred.
                 * @example zh-CN, en;q=0.8
                 */
                "Accept-Language"?: components["parameters"]["AcceptLanguage"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of devices. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DeviceList"];
                };
            };
            400: components["responses"]["InvalidQuery"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["Unavailable"];
        };
    };
    putDevice: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description The tenant of the token, said again; any other is answered with 403. A platform administrator chooses a tenant with it.
                 * @example tnt_acme
                 */
                "X-Tenant-ID"?: components["parameters"]["TenantId"];
                /**
                 * @description A name for this request, found again in the answer and the logs. A value of any other form is replaced by a new one.
                 * @example front-door-7f3a21
                 */
                "X-Request-Id"?: components["parameters"]["RequestId"];
                /**
                 * @description The language of error messages. English unless Chinese is preferred.
                 * @example zh-CN, en;q=0.8
                 */
                "Accept-Language"?: components["parameters"]["AcceptLanguage"];
                /**
                 * @description Makes the write happen once, however often it is sent within 24 hours. 1 to 255 visible ASCII characters.
                 * @example 5f0c7f6e-4a55-4f0e-9f0b-2c1de0a7c6b1
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                /**
                 * @description The device's own id, as its maker gave it.
                 * @example DB-7F3A21
                 */
                udid: components["parameters"]["Udid"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["DeviceChange"];
            };
        };
        responses: {
            /** @description It is changed. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "Idempotency-Replayed": components["headers"]["IdempotencyReplayed"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DeviceRecordAnswer"];
                };
            };
            /** @description It is created. */
            201: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "Idempotency-Replayed": components["headers"]["IdempotencyReplayed"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DeviceRecordAnswer"];
                };
            };
            400: components["responses"]["InvalidBody"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["ForbiddenScope"];
            409: components["responses"]["StillRunning"];
            413: components["responses"]["BodyTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["KeyReused"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["Unavailable"];
        };
    };
    deleteDevice: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description The tenant of the token, said again; any other is answered with 403. A platform administrator chooses a tenant with it.
                 * @example tnt_acme
                 */
                "X-Tenant-ID"?: components["parameters"]["TenantId"];
                /**
                 * @description A name for this request, found again in the answer and the logs. A value of any other form is replaced by a new one.
                 * @example front-door-7f3a21
                 */
                "X-Request-Id"?: components["parameters"]["RequestId"];
                /**
                 * @description The language of error messages. English unless Chinese is preferred.
                 * @example zh-CN, en;q=0.8
                 */
                "Accept-Language"?: components["parameters"]["AcceptLanguage"];
                /**
                 * @description Makes the write happen once, however often it is sent within 24 hours. 1 to 255 visible ASCII characters.
                 * @example 5f0c7f6e-4a55-4f0e-9f0b-2c1de0a7c6b1
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                /**
                 * @description The device's own id, as its maker gave it.
                 * @example DB-7F3A21
                 */
                udid: components["parameters"]["Udid"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: components["responses"]["Empty"];
            400: components["responses"]["InvalidWrite"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["ForbiddenScope"];
            404: components["responses"]["DeviceNotFound"];
            409: components["responses"]["StillRunning"];
            422: components["responses"]["KeyReused"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["Unavailable"];
        };
    };
    listMembers: {
        parameters: {
            query?: {
                /**
                 * @description Which page, from 1. Ignored next to `cursor`.
                 * @example 1
                 */
                page?: components["parameters"]["Page"];
                /**
                 * @description Rows in a page. More than 100 counts as 100.
                 * @example 20
                 */
                page_size?: components["parameters"]["PageSize"];
                /**
                 * @description Continues a list, with the `next_cursor` of the answer before. Opaque; only good for the list it came from.
                 * @example MDFranBzdHN4MGY0Z2J5MGg1emJhd2F3eTY
                 */
                cursor?: components["parameters"]["Cursor"];
            };
            header?: {
                /**
                 * @description The tenant of the token, said again; any other is answered with 403. A platform administrator chooses a tenant with it.
                 * @example tnt_acme
                 */
                "X-Tenant-ID"?: components["parameters"]["TenantId"];
                /**
                 * @description A name for this request, found again in the answer and the logs. A value of any other form is replaced by a new one.
                 * @example front-door-7f3a21
                 */
                "X-Request-Id"?: components["parameters"]["RequestId"];
                /**
                 * @description The language of error messages. English unless Chinese is preferred.
                 * @example zh-CN, en;q=0.8
                 */
                "Accept-Language"?: components["parameters"]["AcceptLanguage"];
            };
            path: {
                /**
                 * @description The device's own id, as its maker gave it.
                 * @example DB-7F3A21
                 */
                udid: components["parameters"]["Udid"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of members. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MemberList"];
                };
            };
            400: components["responses"]["InvalidQuery"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["ForbiddenMember"];
            404: components["responses"]["DeviceNotFound"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["Unavailable"];
        };
    };
    putMember: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description The tenant of the token, said again; any other is answered with 403. A platform administrator chooses a tenant with it.
                 * @example tnt_acme
                 */
                "X-Tenant-ID"?: components["parameters"]["TenantId"];
                /**
                 * @description A name for this request, found again in the answer and the logs. A value of any other form is replaced by a new one.
                 * @example front-door-7f3a21
                 */
                "X-Request-Id"?: components["parameters"]["RequestId"];
                /**
                 * @description The language of error messages. English unless Chinese is preferred.
                 * @example zh-CN, en;q=0.8
                 */
                "Accept-Language"?: components["parameters"]["AcceptLanguage"];
                /**
                 * @description Makes the write happen once, however often it is sent within 24 hours. 1 to 255 visible ASCII characters.
                 * @example 5f0c7f6e-4a55-4f0e-9f0b-2c1de0a7c6b1
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                /**
                 * @description The device's own id, as its maker gave it.
                 * @example DB-7F3A21
                 */
                udid: components["parameters"]["Udid"];
                /**
                 * @description The user's id.
                 * @example usr_alice
                 */
                user_id: components["parameters"]["UserId"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["MemberChange"];
            };
        };
        responses: {
            /** @description It is changed. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "Idempotency-Replayed": components["headers"]["IdempotencyReplayed"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MemberAnswer"];
                };
            };
            /** @description It is shared. */
            201: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "Idempotency-Replayed": components["headers"]["IdempotencyReplayed"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MemberAnswer"];
                };
            };
            400: components["responses"]["InvalidBody"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["ForbiddenMember"];
            404: components["responses"]["DeviceNotFound"];
            409: components["responses"]["MemberConflict"];
            413: components["responses"]["BodyTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["KeyReused"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["Unavailable"];
        };
    };
    deleteMember: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description The tenant of the token, said again; any other is answered with 403. A platform administrator chooses a tenant with it.
                 * @example tnt_acme
                 */
                "X-Tenant-ID"?: components["parameters"]["TenantId"];
                /**
                 * @description A name for this request, found again in the answer and the logs. A value of any other form is replaced by a new one.
                 * @example front-door-7f3a21
                 */
                "X-Request-Id"?: components["parameters"]["RequestId"];
                /**
                 * @description The language of error messages. English unless Chinese is preferred.
                 * @example zh-CN, en;q=0.8
                 */
                "Accept-Language"?: components["parameters"]["AcceptLanguage"];
                /**
                 * @description Makes the write happen once, however often it is sent within 24 hours. 1 to 255 visible ASCII characters.
                 * @example 5f0c7f6e-4a55-4f0e-9f0b-2c1de0a7c6b1
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                /**
                 * @description The device's own id, as its maker gave it.
                 * @example DB-7F3A21
                 */
                udid: components["parameters"]["Udid"];
                /**
                 * @description The user's id.
                 * @example usr_alice
                 */
                user_id: components["parameters"]["UserId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: components["responses"]["Empty"];
            400: components["responses"]["InvalidWrite"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["ForbiddenMember"];
            404: components["responses"]["MemberNotFound"];
            409: components["responses"]["MemberConflict"];
            422: components["responses"]["KeyReused"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["Unavailable"];
        };
    };
    pressRing: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description The tenant of the token, said again; any other is answered with 403. A platform administrator chooses a tenant with it.
                 * @example tnt_acme
                 */
                "X-Tenant-ID"?: components["parameters"]["TenantId"];
                /**
                 * @description A name for this request, found again in the answer and the logs. A value of any other form is replaced by a new one.
                 * @example front-door-7f3a21
                 */
                "X-Request-Id"?: components["parameters"]["RequestId"];
                /**
                 * @description The language of error messages. English unless Chinese is preferred.
                 * @example zh-CN, en;q=0.8
                 */
                "Accept-Language"?: components["parameters"]["AcceptLanguage"];
                /**
                 * @description Makes the write happen once, however often it is sent within 24 hours. 1 to 255 visible ASCII characters.
                 * @example 5f0c7f6e-4a55-4f0e-9f0b-2c1de0a7c6b1
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["RingDraft"];
            };
        };
        responses: {
            /** @description It rings. Or it did before: the same answer again, with how it stands now. */
            202: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "Idempotency-Replayed": components["headers"]["IdempotencyReplayed"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PressedRingAnswer"];
                };
            };
            400: components["responses"]["InvalidBody"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["ForbiddenScope"];
            404: components["responses"]["NobodyToRing"];
            409: components["responses"]["StillRunning"];
            413: components["responses"]["MessageTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["KeyReused"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["Unavailable"];
        };
    };
    traceRing: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description The tenant of the token, said again; any other is answered with 403. A platform administrator chooses a tenant with it.
                 * @example tnt_acme
                 */
                "X-Tenant-ID"?: components["parameters"]["TenantId"];
                /**
                 * @description A name for this request, found again in the answer and the logs. A value of any other form is replaced by a new one.
                 * @example front-door-7f3a21
                 */
                "X-Request-Id"?: components["parameters"]["RequestId"];
                /**
                 * @description The language of error messages. English unless Chinese is preferred.
                 * @example zh-CN, en;q=0.8
                 */
                "Accept-Language"?: components["parameters"]["AcceptLanguage"];
            };
            path: {
                /**
                 * @description The ring's id.
                 * @example ring_01kjqb03z8e1p8ydm7dk6c2v9r
                 */
                ring_id: components["parameters"]["RingId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Everything that happened to it. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RingTraceAnswer"];
                };
            };
            400: components["responses"]["MalformedRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["RingNotFound"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["Unavailable"];
        };
    };
    cancelRing: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description The tenant of the token, said again; any other is answered with 403. A platform administrator chooses a tenant with it.
                 * @example tnt_acme
                 */
                "X-Tenant-ID"?: components["parameters"]["TenantId"];
                /**
                 * @description A name for this request, found again in the answer and the logs. A value of any other form is replaced by a new one.
                 * @example front-door-7f3a21
                 */
                "X-Request-Id"?: components["parameters"]["RequestId"];
                /**
                 * @description The language of error messages. English unless Chinese is preferred.
                 * @example zh-CN, en;q=0.8
                 */
                "Accept-Language"?: components["parameters"]["AcceptLanguage"];
                /**
                 * @description Makes the write happen once, however often it is sent within 24 hours. 1 to 255 visible ASCII characters.
                 * @example 5f0c7f6e-4a55-4f0e-9f0b-2c1de0a7c6b1
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                /**
                 * @description The ring's id.
                 * @example ring_01kjqb03z8e1p8ydm7dk6c2v9r
                 */
                ring_id: components["parameters"]["RingId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It is cancelled. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "Idempotency-Replayed": components["headers"]["IdempotencyReplayed"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RingStateAnswer"];
                };
            };
            400: components["responses"]["InvalidWrite"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["ForbiddenScope"];
            404: components["responses"]["RingNotFound"];
            409: components["responses"]["RingOver"];
            422: components["responses"]["KeyReused"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["Unavailable"];
        };
    };
    answerRing: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description The tenant of the token, said again; any other is answered with 403. A platform administrator chooses a tenant with it.
                 * @example tnt_acme
                 */
                "X-Tenant-ID"?: components["parameters"]["TenantId"];
                /**
                 * @description A name for this request, found again in the answer and the logs. A value of any other form is replaced by a new one.
                 * @example front-door-7f3a21
                 */
                "X-Request-Id"?: components["parameters"]["RequestId"];
                /**
                 * @description The language of error messages. English unless Chinese is preferred.
                 * @example zh-CN, en;q=0.8
                 */
                "Accept-Language"?: components["parameters"]["AcceptLanguage"];
                /**
                 * @description Makes the write happen once, however often it is sent within 24 hours. 1 to 255 visible ASCII characters.
                 * @example 5f0c7f6e-4a55-4f0e-9f0b-2c1de0a7c6b1
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                /**
                 * @description The ring's id.
                 * @example ring_01kjqb03z8e1p8ydm7dk6c2v9r
                 */
                ring_id: components["parameters"]["RingId"];
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["NamedPhone"];
            };
        };
        responses: {
            /** @description It is the caller's. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "Idempotency-Replayed": components["headers"]["IdempotencyReplayed"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RingStateAnswer"];
                };
            };
            400: components["responses"]["InvalidBody"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["RingNotFound"];
            409: components["responses"]["RingOver"];
            413: components["responses"]["BodyTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["KeyReused"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["Unavailable"];
        };
    };
    rejectRing: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description The tenant of the token, said again; any other is answered with 403. A platform administrator chooses a tenant with it.
                 * @example tnt_acme
                 */
                "X-Tenant-ID"?: components["parameters"]["TenantId"];
                /**
                 * @description A name for this request, found again in the answer and the logs. A value of any other form is replaced by a new one.
                 * @example front-door-7f3a21
                 */
                "X-Request-Id"?: components["parameters"]["RequestId"];
                /**
                 * @description The language of error messages. English unless Chinese is preferred.
                 * @example zh-CN, en;q=0.8
                 */
                "Accept-Language"?: components["parameters"]["AcceptLanguage"];
                /**
                 * @description Makes the write happen once, however often it is sent within 24 hours. 1 to 255 visible ASCII characters.
                 * @example 5f0c7f6e-4a55-4f0e-9f0b-2c1de0a7c6b1
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                /**
                 * @description The ring's id.
                 * @example ring_01kjqb03z8e1p8ydm7dk6c2v9r
                 */
                ring_id: components["parameters"]["RingId"];
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["NamedPhone"];
            };
        };
        responses: {
            /** @description The caller does not want to be rung. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "Idempotency-Replayed": components["headers"]["IdempotencyReplayed"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RingStateAnswer"];
                };
            };
            400: components["responses"]["InvalidBody"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["RingNotFound"];
            409: components["responses"]["RingOver"];
            413: components["responses"]["BodyTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["KeyReused"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["Unavailable"];
        };
    };
    acknowledgeRing: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description The tenant of the token, said again; any other is answered with 403. A platform administrator chooses a tenant with it.
                 * @example tnt_acme
                 */
                "X-Tenant-ID"?: components["parameters"]["TenantId"];
                /**
                 * @description A name for this request, found again in the answer and the logs. A value of any other form is replaced by a new one.
                 * @example front-door-7f3a21
                 */
                "X-Request-Id"?: components["parameters"]["RequestId"];
                /**
                 * @description The language of error messages. English unless Chinese is preferred.
                 * @example zh-CN, en;q=0.8
                 */
                "Accept-Language"?: components["parameters"]["AcceptLanguage"];
                /**
                 * @description Makes the write happen once, however often it is sent within 24 hours. 1 to 255 visible ASCII characters.
                 * @example 5f0c7f6e-4a55-4f0e-9f0b-2c1de0a7c6b1
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                /**
                 * @description The ring's id.
                 * @example ring_01kjqb03z8e1p8ydm7dk6c2v9r
                 */
                ring_id: components["parameters"]["RingId"];
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["RangPhone"];
            };
        };
        responses: {
            200: components["responses"]["Empty"];
            400: components["responses"]["InvalidBody"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["RingTargetNotFound"];
            409: components["responses"]["StillRunning"];
            413: components["responses"]["BodyTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["KeyReused"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["Unavailable"];
        };
    };
    sendEvent: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description The tenant of the token, said again; any other is answered with 403. A platform administrator chooses a tenant with it.
                 * @example tnt_acme
                 */
                "X-Tenant-ID"?: components["parameters"]["TenantId"];
                /**
                 * @description A name for this request, found again in the answer and the logs. A value of any other form is replaced by a new one.
                 * @example front-door-7f3a21
                 */
                "X-Request-Id"?: components["parameters"]["RequestId"];
                /**
                 * @description The language of error messages. English unless Chinese is preferred.
                 * @example zh-CN, en;q=0.8
                 */
                "Accept-Language"?: components["parameters"]["AcceptLanguage"];
                /**
                 * @description Makes the write happen once, however often it is sent within 24 hours. 1 to 255 visible ASCII characters.
                 * @example 5f0c7f6e-4a55-4f0e-9f0b-2c1de0a7c6b1
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["EventDraft"];
            };
        };
        responses: {
            /** @description It is on its way. Or it was before: the same answer again. */
            202: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "Idempotency-Replayed": components["headers"]["IdempotencyReplayed"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SentEventAnswer"];
                };
            };
            400: components["responses"]["InvalidBody"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["ForbiddenScope"];
            404: components["responses"]["NobodyToRing"];
            409: components["responses"]["StillRunning"];
            413: components["responses"]["MessageTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["KeyReused"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["Unavailable"];
        };
    };
    createProviderAccount: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description The tenant of the token, said again; any other is answered with 403. A platform administrator chooses a tenant with it.
                 * @example tnt_acme
                 */
                "X-Tenant-ID"?: components["parameters"]["TenantId"];
                /**
                 * @description A name for this request, found again in the answer and the logs. A value of any other form is replaced by a new one.
                 * @example front-door-7f3a21
                 */
                "X-Request-Id"?: components["parameters"]["RequestId"];
                /**
                 * @description The language of error messages. English unless Chinese is preferred.
                 * @example zh-CN, en;q=0.8
                 */
                "Accept-Language"?: components["parameters"]["AcceptLanguage"];
                /**
                 * @description Makes the write happen once, however often it is sent within 24 hours. 1 to 255 visible ASCII characters.
                 * @example 5f0c7f6e-4a55-4f0e-9f0b-2c1de0a7c6b1
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ProviderAccountDraft"];
            };
        };
        responses: {
            /** @description It is added. */
            201: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "Idempotency-Replayed": components["headers"]["IdempotencyReplayed"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProviderAccountAnswer"];
                };
            };
            400: components["responses"]["InvalidBody"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["ForbiddenScope"];
            409: components["responses"]["ProviderAccountConflict"];
            413: components["responses"]["BodyTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["KeyReused"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["Unavailable"];
        };
    };
    changeProviderAccount: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description The tenant of the token, said again; any other is answered with 403. A platform administrator chooses a tenant with it.
                 * @example tnt_acme
                 */
                "X-Tenant-ID"?: components["parameters"]["TenantId"];
                /**
                 * @description A name for this request, found again in the answer and the logs. A value of any other form is replaced by a new one.
                 * @example front-door-7f3a21
                 */
                "X-Request-Id"?: components["parameters"]["RequestId"];
                /**
                 * @description The language of error messages. English unless Chinese is preferred.
                 * @example zh-CN, en;q=0.8
                 */
                "Accept-Language"?: components["parameters"]["AcceptLanguage"];
                /**
                 * @description Makes the write happen once, however often it is sent within 24 hours. 1 to 255 visible ASCII characters.
                 * @example 5f0c7f6e-4a55-4f0e-9f0b-2c1de0a7c6b1
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                /**
                 * @description The account's id.
                 * @example pvd_01kjpstsx0f4gby0h5zbawawy6
                 */
                id: components["parameters"]["ProviderAccountId"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ProviderAccountChange"];
            };
        };
        responses: {
            /** @description The account as it is now. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "Idempotency-Replayed": components["headers"]["IdempotencyReplayed"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProviderAccountAnswer"];
                };
            };
            400: components["responses"]["InvalidBody"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["ForbiddenScope"];
            404: components["responses"]["ProviderAccountNotFound"];
            409: components["responses"]["ProviderAccountConflict"];
            413: components["responses"]["BodyTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["KeyReused"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["Unavailable"];
        };
    };
    deleteProviderAccount: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description The tenant of the token, said again; any other is answered with 403. A platform administrator chooses a tenant with it.
                 * @example tnt_acme
                 */
                "X-Tenant-ID"?: components["parameters"]["TenantId"];
                /**
                 * @description A name for this request, found again in the answer and the logs. A value of any other form is replaced by a new one.
                 * @example front-door-7f3a21
                 */
                "X-Request-Id"?: components["parameters"]["RequestId"];
                /**
                 * @description The language of error messages. English unless Chinese is preferred.
                 * @example zh-CN, en;q=0.8
                 */
                "Accept-Language"?: components["parameters"]["AcceptLanguage"];
                /**
                 * @description Makes the write happen once, however often it is sent within 24 hours. 1 to 255 visible ASCII characters.
                 * @example 5f0c7f6e-4a55-4f0e-9f0b-2c1de0a7c6b1
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                /**
                 * @description The account's id.
                 * @example pvd_01kjpstsx0f4gby0h5zbawawy6
                 */
                id: components["parameters"]["ProviderAccountId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: components["responses"]["Empty"];
            400: components["responses"]["InvalidWrite"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["ForbiddenScope"];
            404: components["responses"]["ProviderAccountNotFound"];
            409: components["responses"]["StillRunning"];
            422: components["responses"]["KeyReused"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["Unavailable"];
        };
    };
    listProviderAccounts: {
        parameters: {
            query?: {
                /**
                 * @description Only accounts of this channel.
                 * @example push
                 */
                channel?: components["schemas"]["Channel"];
                /**
                 * @description Only accounts that are sent by, or only others.
                 * @example true
                 */
                is_active?: boolean;
                /**
                 * @description Which page, from 1. Ignored next to `cursor`.
                 * @example 1
                 */
                page?: components["parameters"]["Page"];
                /**
                 * @description Rows in a page. More than 100 counts as 100.
                 * @example 20
                 */
                page_size?: components["parameters"]["PageSize"];
                /**
                 * @description Continues a list, with the `next_cursor` of the answer before. Opaque; only good for the list it came from.
                 * @example MDFranBzdHN4MGY0Z2J5MGg1emJhd2F3eTY
                 */
                cursor?: components["parameters"]["Cursor"];
            };
            header?: {
                /**
                 * @description The tenant of the token, said again; any other is answered with 403. A platform administrator chooses a tenant with it.
                 * @example tnt_acme
                 */
                "X-Tenant-ID"?: components["parameters"]["TenantId"];
                /**
                 * @description A name for this request, found again in the answer and the logs. A value of any other form is replaced by a new one.
                 * @example front-door-7f3a21
                 */
                "X-Request-Id"?: components["parameters"]["RequestId"];
                /**
                 * @description The language of error messages. English unless Chinese is preferred.
                 * @example zh-CN, en;q=0.8
                 */
                "Accept-Language"?: components["parameters"]["AcceptLanguage"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of accounts. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProviderAccountList"];
                };
            };
            400: components["responses"]["InvalidQuery"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["ForbiddenScope"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["Unavailable"];
        };
    };
    getProviderAccount: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description The tenant of the token, said again; any other is answered with 403. A platform administrator chooses a tenant with it.
                 * @example tnt_acme
                 */
                "X-Tenant-ID"?: components["parameters"]["TenantId"];
                /**
                 * @description A name for this request, found again in the answer and the logs. A value of any other form is replaced by a new one.
                 * @example front-door-7f3a21
                 */
                "X-Request-Id"?: components["parameters"]["RequestId"];
                /**
                 * @description The language of error messages. English unless Chinese is preferred.
                 * @example zh-CN, en;q=0.8
                 */
                "Accept-Language"?: components["parameters"]["AcceptLanguage"];
            };
            path: {
                /**
                 * @description The account's id.
                 * @example pvd_01kjpstsx0f4gby0h5zbawawy6
                 */
                id: components["parameters"]["ProviderAccountId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The account. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProviderAccountAnswer"];
                };
            };
            400: components["responses"]["MalformedRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["ForbiddenScope"];
            404: components["responses"]["ProviderAccountNotFound"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["Unavailable"];
        };
    };
    getLiveness: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description A name for this request, found again in the answer and the logs. A value of any other form is replaced by a new one.
                 * @example front-door-7f3a21
                 */
                "X-Request-Id"?: components["parameters"]["RequestId"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It is alive. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Health"];
                };
            };
            400: components["responses"]["MalformedRequest"];
        };
    };
    getReadiness: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description A name for this request, found again in the answer and the logs. A value of any other form is replaced by a new one.
                 * @example front-door-7f3a21
                 */
                "X-Request-Id"?: components["parameters"]["RequestId"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It can serve. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Health"];
                };
            };
            400: components["responses"]["MalformedRequest"];
            /** @description Something it needs is away. */
            503: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Health"];
                };
            };
        };
    };
}
