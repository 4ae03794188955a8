// Generated from openapi/legacy.yaml. Change that and run "npm run generate -w @ringpost/contracts".

export interface paths {
    "/v1/api/user/login": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Log in
         * @description Begins a session. An account may have several unless the operator chose strict logins, where a new one ends the others and clears their push tokens. Names are the same whatever their case. 10 tries of a name in a minute and 100 from an address are answered; the vendor's words for a wrong pair say nothing about whether the name exists.
         */
        post: operations["login"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/api/user/logout": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Log out
         * @description Ends the session with this token and removes the push tokens that were registered in it. The token of the body counts, and the one of the header only where the body has none.
         */
        post: operations["logout"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/api/user/token": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List your ring tokens
         * @description A bare array. What was registered on another surface alone is not in it.
         */
        get: operations["listRingTokens"];
        put?: never;
        /**
         * Register a ring token
         * @description Adds the token, or refreshes the row that the caller has of it, however many do so at once. A token that another user registered moves to the caller, and that user's rows of it in both registries go. One user may take 20 from others in a day. The vendor's API document leaves this operation out; builds use it.
         */
        post: operations["registerRingToken"];
        /**
         * Clear your ring tokens
         * @description Removes the caller's tokens of this registry and of no other. A token that another surface registered too stays there.
         */
        delete: operations["clearRingTokens"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/api/user/token/{serial}": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description The `id` of a row. Digits only, up to the largest number of 64 bits. 0 is nobody's, and never means "all".
                 * @example 41
                 */
                serial: components["parameters"]["Serial"];
            };
            cookie?: never;
        };
        get?: never;
        /**
         * Change a ring token
         * @description Finds the caller's rows of both registries. A push_token that another row of the caller holds merges the two, and the serial of this one survives; one that another user holds moves.
         */
        put: operations["updateRingToken"];
        post?: never;
        /**
         * Delete a ring token
         * @description Finds the caller's rows of both registries. One that is not there, or not the caller's, is a success too, and so is 0.
         */
        delete: operations["deleteRingToken"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/api/user/message/token": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List your message tokens
         * @description A bare array. What was registered on another surface alone is not in it.
         */
        get: operations["listMessageTokens"];
        put?: never;
        /**
         * Register a message token
         * @description Adds the token, or refreshes the row that the caller has of it, however many do so at once. A token that another user registered moves to the caller, and that user's rows of it in both registries go. One user may take 20 from others in a day. The vendor's API document leaves this operation out; builds use it.
         */
        post: operations["registerMessageToken"];
        /**
         * Clear your message tokens
         * @description Removes the caller's tokens of this registry and of no other. A token that another surface registered too stays there.
         */
        delete: operations["clearMessageTokens"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/api/user/message/token/{serial}": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description The `id` of a row. Digits only, up to the largest number of 64 bits. 0 is nobody's, and never means "all".
                 * @example 41
                 */
                serial: components["parameters"]["Serial"];
            };
            cookie?: never;
        };
        get?: never;
        /**
         * Change a message token
         * @description Finds the caller's rows of this registry alone. A push_token that another row of the caller holds merges the two, and the serial of this one survives; one that another user holds moves.
         */
        put: operations["updateMessageToken"];
        post?: never;
        /**
         * Delete a message token
         * @description Finds the caller's rows of this registry alone. One that is not there, or not the caller's, is a success too, and so is 0.
         */
        delete: operations["deleteMessageToken"];
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
         * @description Whose login it is, and the proof.
         * @example {
         *       "username": "alice_01",
         *       "password": "secret-123"
         *     }
         */
        LoginRequest: {
            /** @description The user name, phone number or e-mail. */
            username: string;
            password: string;
        };
        /**
         * @description A login, its members in this order.
         * @example {
         *       "id": 7,
         *       "token": "3vXqo0fA9Zr1mWcEJd2bUyTn5hKpLsGi8tQeRwYxNu4",
         *       "reflash_key": "mB7kQ2sX9dVf4hJz0cTnYg",
         *       "time": 1775030400
         *     }
         */
        Login: {
            /**
             * Format: int64
             * @description The number of the account.
             */
            id: number;
            /** @description What the other calls send in their header. */
            token: string;
            /** @description There because clients expect it; no operation takes it. */
            reflash_key: string;
            /**
             * Format: int64
             * @description When the login ends, in seconds since 1970. A month from now unless the operator chose otherwise.
             */
            time: number;
        };
        /**
         * @description What went wrong.
         * @example {
         *       "message": "paramer error"
         *     }
         */
        Error: {
            /** @description One of the words that its answer lists. */
            message: string;
        };
        /**
         * @description Which login ends.
         * @example {
         *       "username": "alice_01",
         *       "token": "3vXqo0fA9Zr1mWcEJd2bUyTn5hKpLsGi8tQeRwYxNu4"
         *     }
         */
        LogoutRequest: {
            /** @description Not looked at. */
            username?: unknown;
            /** @description The token of the login; the one of the header, when it is absent. */
            token?: string | null;
        };
        /**
         * @description Done.
         * @example {
         *       "message": "success"
         *     }
         */
        Success: {
            /** @constant */
            message: "success";
        };
        /**
         * @description A registered push token, its members in this order. One without a value is empty text.
         * @example {
         *       "id": 41,
         *       "push_token": "rp1dC9xWq2",
         *       "language": "zh-CN",
         *       "dev": 0,
         *       "bundleid": "com.example.bell",
         *       "os": "HUAWEI",
         *       "os_token": "",
         *       "push_platform": "HUAWEI"
         *     }
         */
        Token: {
            /**
             * Format: int64
             * @description The serial, which the routes of a single token take.
             */
            id: number;
            push_token: string;
            language: string;
            /** @enum {integer} */
            dev: 0 | 1;
            bundleid: string;
            os: string;
            os_token: string;
            push_platform: string;
        };
        /** @description The caller's tokens of a registry, in the order of their serials. */
        TokenList: components["schemas"]["Token"][];
        /**
         * @description 0 or 1, as a number or as text.
         * @example 0
         * @enum {unknown}
         */
        Flag: 0 | 1 | "0" | "1" | null;
        /**
         * @description A push token, and what the phone says of itself. Optional members that are absent keep what is stored of a token that is registered again or changed.
         * @example {
         *       "push_token": "rp1dC9xWq2",
         *       "language": "zh-CN",
         *       "id": 0,
         *       "dev": 0,
         *       "bundleid": "com.example.bell",
         *       "os": "HUAWEI",
         *       "os_token": "",
         *       "push_platform": "HUAWEI"
         *     }
         * @example {
         *       "push_token": "0f1e2d3c4b5a69788796a5b4c3d2e1f00f1e2d3c4b5a69788796a5b4c3d2e1f0",
         *       "language": "en",
         *       "dev": "1"
         *     }
         */
        TokenRequest: {
            /** @description The address. The operator may allow more than 64 characters. */
            push_token: string;
            /** @description The phone's language. */
            language: string;
            /** @description Ignored. The user is whoever the header says. */
            id?: unknown;
            /** @description 0 for the production environment of iOS, 1 for its sandbox. A new token has 0 unless told otherwise. */
            dev?: components["schemas"]["Flag"];
            /** @description The app. When it is absent or empty, the header `bundleid` counts; then what is stored; then the operator's choice, which is `com.lancens.wxdoorbell` unless told otherwise. Any app will do. */
            bundleid?: string | null;
            /** @description The system of the phone, free text. */
            os?: string | null;
            /** @description The address at the vendor of the phone. Empty when the build has none. */
            os_token?: string | null;
            /** @description Who delivers to `os_token`, free text. */
            push_platform?: string | null;
            /** @description Sent by later builds and not answered. */
            phone_model?: string | null;
            /** @description Sent by later builds and not answered. */
            os_push_version?: components["schemas"]["Flag"];
        };
        /**
         * @description A member of a `TokenRequest` that is wrong.
         * @example undefined push_token
         * @enum {string}
         */
        TokenFieldError: "undefined push_token" | "push_token format error" | "push_token length error" | "undefined language" | "language format error" | "language length error" | "dev format error" | "bundleid format error" | "bundleid length error" | "os format error" | "os length error" | "os_token format error" | "os_token length error" | "push_platform format error" | "push_platform length error" | "phone_model format error" | "phone_model length error" | "os_push_version format error";
    };
    responses: {
        /** @description The service cannot do its work just now. */
        Unavailable: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": {
                    /** @constant */
                    message?: "10001";
                } & components["schemas"]["Error"];
            };
        };
        /** @description Done. */
        Success: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["Success"];
            };
        };
        /** @description The token is unknown, expired or malformed. Log in again. */
        InvalidToken: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": {
                    /** @constant */
                    message?: "invalid token";
                } & components["schemas"]["Error"];
            };
        };
        /** @description The caller's tokens of this registry. */
        TokenList: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["TokenList"];
            };
        };
        /** @description The header `token` is missing or empty. */
        NoToken: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": {
                    /** @constant */
                    message?: "no token";
                } & components["schemas"]["Error"];
            };
        };
        /** @description The header `token` is missing or empty, or the body breaks a rule. */
        InvalidRegistration: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": {
                    message?: components["schemas"]["TokenFieldError"] | ("no token" | "paramer error" | "push_token error");
                } & components["schemas"]["Error"];
            };
        };
        /** @description The header `token` is missing or empty, or the body is too large. */
        InvalidClear: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": {
                    /** @enum {string} */
                    message?: "no token" | "paramer error";
                } & components["schemas"]["Error"];
            };
        };
        /** @description The header `token` is missing or empty, the serial is none, the body breaks a rule, or the caller has no such row; checked in this order. */
        InvalidChange: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": {
                    message?: components["schemas"]["TokenFieldError"] | ("no token" | "id format error" | "paramer error" | "no data error" | "push_token error");
                } & components["schemas"]["Error"];
            };
        };
        /** @description The header `token` is missing or empty, the serial is none, or the body is too large. */
        InvalidRemoval: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": {
                    /** @enum {string} */
                    message?: "no token" | "id format error" | "paramer error";
                } & components["schemas"]["Error"];
            };
        };
    };
    parameters: {
        /**
         * @description The app, when the body does not name it.
         * @example com.example.bell
         */
        BundleId: string;
        /**
         * @description The `id` of a row. Digits only, up to the largest number of 64 bits. 0 is nobody's, and never means "all".
         * @example 41
         */
        Serial: string;
    };
    requestBodies: {
        TokenRequest: {
            content: {
                "application/json": components["schemas"]["TokenRequest"];
            };
        };
    };
    headers: {
        /**
         * @description Seconds to wait before trying again.
         * @example 5
         */
        RetryAfter: number;
    };
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    login: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["LoginRequest"];
            };
        };
        responses: {
            /** @description The session. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Login"];
                };
            };
            /** @description The body breaks a rule, or the pair is wrong. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @enum {string} */
                        message?: "undefined username" | "username format error" | "username length error" | "undefined password" | "password format error" | "password length error" | "username or password error" | "paramer error";
                    } & components["schemas"]["Error"];
                };
            };
            /** @description Too many tries of this name or from this address. Nobody looked whether the pair is right. */
            429: {
                headers: {
                    "Retry-After": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        message?: "username or password error";
                    } & components["schemas"]["Error"];
                };
            };
            500: components["responses"]["Unavailable"];
        };
    };
    logout: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["LogoutRequest"];
            };
        };
        responses: {
            200: components["responses"]["Success"];
            /** @description There is no token, or the body breaks a rule. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @enum {string} */
                        message?: "undefined token" | "token format error" | "paramer error";
                    } & components["schemas"]["Error"];
                };
            };
            401: components["responses"]["InvalidToken"];
            500: components["responses"]["Unavailable"];
        };
    };
    listRingTokens: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: components["responses"]["TokenList"];
            400: components["responses"]["NoToken"];
            401: components["responses"]["InvalidToken"];
            500: components["responses"]["Unavailable"];
        };
    };
    registerRingToken: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description The app, when the body does not name it.
                 * @example com.example.bell
                 */
                bundleid?: components["parameters"]["BundleId"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: components["requestBodies"]["TokenRequest"];
        responses: {
            201: components["responses"]["Success"];
            400: components["responses"]["InvalidRegistration"];
            401: components["responses"]["InvalidToken"];
            500: components["responses"]["Unavailable"];
        };
    };
    clearRingTokens: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: components["responses"]["Success"];
            400: components["responses"]["InvalidClear"];
            401: components["responses"]["InvalidToken"];
            500: components["responses"]["Unavailable"];
        };
    };
    updateRingToken: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description The app, when the body does not name it.
                 * @example com.example.bell
                 */
                bundleid?: components["parameters"]["BundleId"];
            };
            path: {
                /**
                 * @description The `id` of a row. Digits only, up to the largest number of 64 bits. 0 is nobody's, and never means "all".
                 * @example 41
                 */
                serial: components["parameters"]["Serial"];
            };
            cookie?: never;
        };
        requestBody: components["requestBodies"]["TokenRequest"];
        responses: {
            200: components["responses"]["Success"];
            400: components["responses"]["InvalidChange"];
            401: components["responses"]["InvalidToken"];
            500: components["responses"]["Unavailable"];
        };
    };
    deleteRingToken: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description The `id` of a row. Digits only, up to the largest number of 64 bits. 0 is nobody's, and never means "all".
                 * @example 41
                 */
                serial: components["parameters"]["Serial"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: components["responses"]["Success"];
            400: components["responses"]["InvalidRemoval"];
            401: components["responses"]["InvalidToken"];
            500: components["responses"]["Unavailable"];
        };
    };
    listMessageTokens: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: components["responses"]["TokenList"];
            400: components["responses"]["NoToken"];
            401: components["responses"]["InvalidToken"];
            500: components["responses"]["Unavailable"];
        };
    };
    registerMessageToken: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description The app, when the body does not name it.
                 * @example com.example.bell
                 */
                bundleid?: components["parameters"]["BundleId"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: components["requestBodies"]["TokenRequest"];
        responses: {
            201: components["responses"]["Success"];
            400: components["responses"]["InvalidRegistration"];
            401: components["responses"]["InvalidToken"];
            500: components["responses"]["Unavailable"];
        };
    };
    clearMessageTokens: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: components["responses"]["Success"];
            400: components["responses"]["InvalidClear"];
            401: components["responses"]["InvalidToken"];
            500: components["responses"]["Unavailable"];
        };
    };
    updateMessageToken: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description The app, when the body does not name it.
                 * @example com.example.bell
                 */
                bundleid?: components["parameters"]["BundleId"];
            };
            path: {
                /**
                 * @description The `id` of a row. Digits only, up to the largest number of 64 bits. 0 is nobody's, and never means "all".
                 * @example 41
                 */
                serial: components["parameters"]["Serial"];
            };
            cookie?: never;
        };
        requestBody: components["requestBodies"]["TokenRequest"];
        responses: {
            200: components["responses"]["Success"];
            400: components["responses"]["InvalidChange"];
            401: components["responses"]["InvalidToken"];
            500: components["responses"]["Unavailable"];
        };
    };
    deleteMessageToken: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description The `id` of a row. Digits only, up to the largest number of 64 bits. 0 is nobody's, and never means "all".
                 * @example 41
                 */
                serial: components["parameters"]["Serial"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: components["responses"]["Success"];
            400: components["responses"]["InvalidRemoval"];
            401: components["responses"]["InvalidToken"];
            500: components["responses"]["Unavailable"];
        };
    };
}
